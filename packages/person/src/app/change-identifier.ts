import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import { type ToE164, parseIdentifier } from '../domain/identifier.ts'
import type { Identity } from '../domain/identity.ts'
import type { AttemptKeyOf, PersonUnit } from './ports.ts'

export type NewIdentifier = {
  /** An identity of another realm is as good as none. */
  readonly realmXid: Xid
  readonly identityXid: Xid
  readonly identifier: string
}

/**
 * Names an identity otherwise, on behalf of an operator. It keeps its type, has to be proved again, and
 * verification tokens made before go stale. Whose an identifier is, is settled by the database's unique key.
 */
export type ChangeIdentifier = (
  wanted: NewIdentifier,
  caller: Caller,
) => Promise<
  Result<
    Identity,
    'identity_not_found' | 'identifier_unrecognized' | 'identifier_type_not_allowed' | 'identifier_taken'
  >
>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly attemptKeyOf: AttemptKeyOf
  readonly toE164: ToE164
  readonly now: Clock
}

export function changeIdentifier({ transact, attemptKeyOf, toE164, now }: Dependencies): ChangeIdentifier {
  return ({ realmXid, identityXid, identifier: typed }, caller) =>
    transact(caller, async ({ persons, identities, attempts, record }) => {
      const identity = await identities.find(identityXid)
      const owner = identity && (await persons.find(identity.personXid))
      if (!identity || owner?.realmXid !== realmXid) return refuse('identity_not_found')
      const parsed = parseIdentifier(typed, toE164)
      if (!parsed.ok) return parsed
      const { type, identifier } = parsed.value
      if (type !== identity.type) return refuse('identifier_type_not_allowed')
      if (identifier === identity.identifier) return accept(identity)
      const renamed = { ...identity, identifier, verifiedAt: null }
      if (!(await identities.saveIdentifier(renamed, now()))) return refuse('identifier_taken')
      await attempts.forget(attemptKeyOf(realmXid, identity))
      await record({
        action: 'identity.identifier_changed',
        target: { type: 'identity', xid: identityXid },
        details: { person_xid: identity.personXid, type },
      })
      return accept(renamed)
    })
}
