import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { ParsedIdentifier } from '../domain/identifier.ts'
import { isProvedByPassword } from '../domain/identity.ts'
import { type PasswordPolicy, type WeakPassword, checkPassword } from '../domain/password-policy.ts'
import { endIdentifierChanges } from './end-identifier-changes.ts'
import type { AttemptKeyOf, PersonUnit, TakeHashingTurn } from './ports.ts'

export type NewPassword = {
  readonly realmXid: Xid
  readonly named: ParsedIdentifier
  readonly password: string
}

/**
 * Gives an identity another password on behalf of an operator. The lock is cleared, every session of the
 * person ends, links for a new password are dead, and verification tokens made before go stale.
 */
export type SetPassword = (
  wanted: NewPassword,
  caller: Caller,
) => Promise<
  Result<
    { readonly sessionsEnded: number },
    WeakPassword | 'identity_not_found' | 'challenge_unsupported' | 'overloaded'
  >
>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly takeHashingTurn: TakeHashingTurn
  readonly attemptKeyOf: AttemptKeyOf
  readonly passwordPolicy: PasswordPolicy
  readonly now: Clock
}

export function setPassword(dependencies: Dependencies): SetPassword {
  const { transact, takeHashingTurn, attemptKeyOf, passwordPolicy, now } = dependencies
  return async ({ realmXid, named, password }, caller) => {
    if (!isProvedByPassword(named.type)) return refuse('challenge_unsupported')
    const checked = checkPassword(password, [named.identifier], passwordPolicy)
    if (!checked.ok) return checked
    const hash = await takeHashingTurn((turn) => turn.hash(checked.value))
    if (hash === 'overloaded') return refuse('overloaded')
    return transact(caller, async ({ identities, attempts, proofs, codes, signedIn, record }) => {
      const identity = await identities.findByIdentifier(realmXid, named)
      if (!identity) return refuse('identity_not_found')
      const at = now()
      await identities.saveHash(identity.xid, hash, at)
      await attempts.clear(attemptKeyOf(realmXid, named))
      await proofs.cancelOf(identity.personXid, 'password_reset')
      await endIdentifierChanges({ proofs, codes }, identity.personXid, at)
      const sessionsEnded = await signedIn.expelEverywhere(identity.personXid)
      await record({
        action: 'identity.challenge_changed',
        target: { type: 'identity', xid: identity.xid },
        details: { person_xid: identity.personXid, sessions_ended: sessionsEnded },
      })
      return accept({ sessionsEnded })
    })
  }
}
