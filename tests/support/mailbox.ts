import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '@lgc/composition'
import { type MailServer, type ReceivedMail, headerOf, textOfMail } from './mail-server.ts'
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

/** The mails in a folder, as if they had been received. */
export async function mailsIn(folder: string): Promise<readonly ReceivedMail[]> {
  const names = await readdir(folder).catch(() => [])
  const whole = names.filter((name) => name.endsWith('.eml') && !name.startsWith('.'))
  return Promise.all(
    whole.map(async (name) => {
      const raw = (await readFile(join(folder, name), 'utf8')).replace(/\r?\n/g, '\r\n')
      return { from: '', to: [headerOf({ from: '', to: [], raw }, 'To') ?? ''], raw }
    }),
  )
}

/** Waits for a mail to somebody with a link to a path, and gives the link. */
export async function linkIn(folder: string, recipient: string, path: string): Promise<string> {
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline) {
    const mails = (await mailsIn(folder)).filter(({ to }) => to.includes(recipient))
    const links = mails.map((mail) => /https?:\/\/\S+/.exec(textOfMail(mail))?.[0] ?? '')
    const link = links.find((one) => new URL(one).pathname === path)
    if (link !== undefined) return link
    await sleep(100)
  }
  throw new Error(`no mail to ${recipient} leads to ${path}`)
}
