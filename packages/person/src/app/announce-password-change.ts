import type { Xid } from '@lgc/kernel'
import type { Identity } from '../domain/identity.ts'
import type { Correspondence, PersonUnit } from './ports.ts'

type Change = {
  readonly identity: Identity
  readonly correspondence: Correspondence
  /** What the change was made by; it is announced once. */
  readonly proof: Xid
}

/** Tells the owner at every e-mail address of theirs: whoever stole one of them is not told alone. */
export async function announcePasswordChange(
  { identities, messages }: Pick<PersonUnit, 'identities' | 'messages'>,
  { identity, correspondence, proof }: Change,
): Promise<void> {
  const all = await identities.listOf(identity.personXid)
  for (const { xid, type, identifier, verifiedAt } of all) {
    if (type !== 'email' || (verifiedAt === null && xid !== identity.xid)) continue
    await messages.queue({
      ...correspondence,
      kind: 'password_changed',
      channel: 'email',
      recipient: identifier,
      data: {},
      dedupeId: `password_changed.${proof}.${xid}`,
      expiresAt: null,
    })
  }
}
