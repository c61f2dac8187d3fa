import { type Caller, type Clock, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import { type PasswordPolicy, type WeakPassword, checkPassword } from '../domain/password-policy.ts'
import { proofRefusal } from '../domain/proof.ts'
import { announcePasswordChange } from './announce-password-change.ts'
import { endIdentifierChanges } from './end-identifier-changes.ts'
import type {
  AttemptKeyOf,
  Correspondence,
  PasswordHash,
  PersonUnit,
  ProofOfIdentity,
  ProofTokens,
  TakeHashingTurn,
} from './ports.ts'

export type PasswordReset = {
  readonly token: string
  readonly password: string
  readonly correspondence: Correspondence
}

export type ResetRefusal = 'reset_token_invalid' | 'reset_token_expired' | 'overloaded' | WeakPassword

/**
 * Gives an identity another password by the link that was sent to it. The link works once, and a password
 * that is too weak does not use it up. Every session of the person ends, the lock is cleared, verification
 * tokens made before go stale, and the address counts as verified: its owner has just read it.
 */
export type ResetPassword = (reset: PasswordReset, caller: Caller) => Promise<Result<null, ResetRefusal>>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly takeHashingTurn: TakeHashingTurn
  readonly proofTokens: ProofTokens
  readonly attemptKeyOf: AttemptKeyOf
  readonly passwordPolicy: PasswordPolicy
  readonly now: Clock
}

export function resetPassword(dependencies: Dependencies): ResetPassword {
  const { transact, takeHashingTurn, proofTokens, passwordPolicy } = dependencies
  return async ({ token, password, correspondence }, caller) => {
    const digest = proofTokens.digest(token)
    const found = await transact(caller, async (unit) => {
      const good = goodProof(await unit.proofs.find(digest), dependencies)
      return good.ok ? good : refused(unit, good.refusal)
    })
    if (!found.ok) return found
    const { identity, nameDisplay } = found.value
    const checked = checkPassword(password, [identity.identifier, nameDisplay], passwordPolicy)
    if (!checked.ok) return checked
    const hash = await takeHashingTurn((turn) => turn.hash(checked.value))
    if (hash === 'overloaded') return refuse('overloaded')
    return transact(caller, async (unit) => {
      const isOurs = await unit.proofs.consume(found.value.proof, dependencies.now())
      if (!isOurs) return refused(unit, 'reset_token_invalid')
      await settle(dependencies, unit, { found: found.value, hash })
      await announcePasswordChange(unit, { identity, correspondence, proof: found.value.proof.xid })
      return accept(null)
    })
  }
}

function goodProof(
  found: ProofOfIdentity | undefined,
  { now }: Dependencies,
): Result<ProofOfIdentity, 'reset_token_invalid' | 'reset_token_expired'> {
  const why = proofRefusal(found?.proof, 'password_reset', now())
  if (why === 'expired') return refuse('reset_token_expired')
  return found && !why && found.status !== 'suspended' ? accept(found) : refuse('reset_token_invalid')
}

async function refused<const R extends string>(
  { report }: PersonUnit,
  refusal: R,
): Promise<Result<never, R>> {
  await report({ event: 'reset_refused', details: { reason: refusal } })
  return refuse(refusal)
}

async function settle(
  { attemptKeyOf, now }: Dependencies,
  { identities, attempts, signedIn, proofs, codes, record }: PersonUnit,
  { found: { identity, realmXid }, hash }: { found: ProofOfIdentity; hash: PasswordHash },
): Promise<void> {
  const at = now()
  const { personXid } = identity
  await identities.saveHash(identity.xid, hash, at)
  if (identity.verifiedAt === null) await identities.noteVerification(identity.xid, at)
  await attempts.clear(attemptKeyOf(realmXid, identity))
  await proofs.cancelOf(personXid, 'password_reset')
  await endIdentifierChanges({ proofs, codes }, personXid, at)
  const sessionsEnded = await signedIn.expelEverywhere(personXid)
  const target = { type: 'identity', xid: identity.xid }
  const agent = { type: 'person', xid: personXid } as const
  const details = { person_xid: personXid, sessions_ended: sessionsEnded, by: 'reset' }
  await record({ action: 'identity.challenge_changed', target, agent, details })
  if (identity.verifiedAt === null) {
    const about = { person_xid: personXid, by: 'reset' }
    await record({ action: 'identity.address_verified', target, agent, details: about })
  }
}
