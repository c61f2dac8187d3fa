import type { Clock, Xid } from '@lgc/kernel'
import type { ParsedIdentifier } from '../domain/identifier.ts'
import type { Correspondence, PersonUnit } from './ports.ts'

type Attempt = {
  readonly realmXid: Xid
  readonly named: ParsedIdentifier
  readonly correspondence: Correspondence
}

const hourInMilliseconds = 3_600_000

/**
 * Tells whoever reads an e-mail address that it has an account, because somebody tried to create another. Once an
 * hour, however many try at once: the message of the hour has one name.
 */
export async function remindOwner(
  now: Clock,
  { identities, messages }: Pick<PersonUnit, 'identities' | 'messages'>,
  { realmXid, named, correspondence }: Attempt,
): Promise<void> {
  if (named.type !== 'email') return
  const identity = await identities.findByIdentifier(realmXid, named)
  if (!identity || !(await messages.mayBeSentTo(identity.identifier))) return
  const hour = Math.floor(now() / hourInMilliseconds)
  await messages.queue({
    ...correspondence,
    kind: 'account_exists',
    channel: 'email',
    recipient: identity.identifier,
    data: {},
    dedupeId: `account_exists.${identity.xid}.${hour}`,
    expiresAt: null,
  })
}
