import type { NewXid, Xid } from '@lgc/kernel'
import type { ParsedIdentifier } from '../domain/identifier.ts'
import type { Correspondence, PersonUnit } from './ports.ts'

type Attempt = {
  readonly realmXid: Xid
  readonly named: ParsedIdentifier
  readonly correspondence: Correspondence
}

/** Tells whoever reads an e-mail address that it has an account, because somebody tried to create another. */
export async function remindOwner(
  { newXid }: { readonly newXid: NewXid },
  { identities, messages, record }: Pick<PersonUnit, 'identities' | 'messages' | 'record'>,
  { realmXid, named, correspondence }: Attempt,
): Promise<void> {
  if (named.type !== 'email') return
  const identity = await identities.findByIdentifier(realmXid, named)
  if (!identity || !(await messages.mayBeSentTo(identity.identifier))) return
  await messages.queue({
    ...correspondence,
    kind: 'account_exists',
    channel: 'email',
    recipient: identity.identifier,
    data: {},
    dedupeId: `account_exists.${newXid()}`,
    expiresAt: null,
  })
  await record({
    action: 'identity.owner_reminded',
    target: { type: 'identity', xid: identity.xid },
    details: { person_xid: identity.personXid },
  })
}
