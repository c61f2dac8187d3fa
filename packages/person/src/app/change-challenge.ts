import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import { type Identity, isProvedByPassword } from '../domain/identity.ts'
import { type PasswordPolicy, type WeakPassword, checkPassword } from '../domain/password-policy.ts'
import { endIdentifierChanges } from './end-identifier-changes.ts'
import type { AttemptKeyOf, Identities, PersonUnit, Persons, TakeHashingTurn } from './ports.ts'

export type NewChallenge = {
  /** An identity of another realm is as good as none. */
  readonly realmXid: Xid
  readonly identityXid: Xid
  readonly password: string
  readonly endsSessions: boolean
}

/**
 * Gives an identity another password on behalf of an operator. The lock is cleared and verification tokens
 * made before go stale; every session of the person ends unless the operator spares them.
 */
export type ChangeChallenge = (
  wanted: NewChallenge,
  caller: Caller,
) => Promise<
  Result<
    { readonly identity: Identity; readonly sessionsEnded: number },
    WeakPassword | 'identity_not_found' | 'challenge_unsupported' | 'overloaded'
  >
>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly identities: Pick<Identities, 'find'>
  readonly persons: Pick<Persons, 'find'>
  readonly takeHashingTurn: TakeHashingTurn
  readonly attemptKeyOf: AttemptKeyOf
  readonly passwordPolicy: PasswordPolicy
  readonly now: Clock
}

export function changeChallenge(dependencies: Dependencies): ChangeChallenge {
  const { transact, takeHashingTurn, attemptKeyOf, passwordPolicy, now } = dependencies
  return async ({ realmXid, identityXid, password, endsSessions }, caller) => {
    const known = await dependencies.identities.find(identityXid)
    const owner = known && (await dependencies.persons.find(known.personXid))
    if (!known || owner?.realmXid !== realmXid) return refuse('identity_not_found')
    if (!isProvedByPassword(known.type)) return refuse('challenge_unsupported')
    const checked = checkPassword(password, [known.identifier, owner.nameDisplay], passwordPolicy)
    if (!checked.ok) return checked
    const hash = await takeHashingTurn((turn) => turn.hash(checked.value))
    if (hash === 'overloaded') return refuse('overloaded')
    return transact(caller, async ({ identities, attempts, proofs, codes, signedIn, record }) => {
      const identity = await identities.find(identityXid)
      if (!identity) return refuse('identity_not_found')
      const at = now()
      await identities.saveHash(identityXid, hash, at)
      await attempts.clear(attemptKeyOf(realmXid, identity))
      await endIdentifierChanges({ proofs, codes }, identity.personXid, at)
      const sessionsEnded = endsSessions ? await signedIn.expelEverywhere(identity.personXid) : 0
      await record({
        action: 'identity.challenge_changed',
        target: { type: 'identity', xid: identityXid },
        details: { person_xid: identity.personXid, sessions_ended: sessionsEnded },
      })
      return accept({ identity: { ...identity, hasChallenge: true }, sessionsEnded })
    })
  }
}
