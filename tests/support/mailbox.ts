import type { Config } from '@lgc/composition'
import type { MailServer, ReceivedMail } from './mail-server.ts'
import type { Service } from './service.ts'
import { testCaller } from './world.ts'

/** The settings by which mail goes to a mail server of the tests. */
export function mailBy({ url }: MailServer): Pick<Config, 'mail'> {
  return { mail: { route: { kind: 'smtp', url }, from: 'LGC <no-reply@example.com>' } }
}

/** Everything that was sent to somebody, after all that is due was sent. */
export async function mailsTo(
  { core }: Pick<Service, 'core'>,
  { received }: MailServer,
  recipient: string,
): Promise<readonly ReceivedMail[]> {
  await core.dispatchMessages?.(testCaller)
  return received.filter(({ to }) => to.includes(recipient))
}

/** The newest of them. */
export async function newestMailTo(
  service: Pick<Service, 'core'>,
  server: MailServer,
  recipient: string,
): Promise<ReceivedMail> {
  const newest = (await mailsTo(service, server, recipient)).at(-1)
  if (!newest) throw new Error(`no mail to ${recipient}`)
  return newest
}
