import { type Caller, type Clock, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import type { Identity } from '../domain/identity.ts'
import {
  type AcceptablePassword,
  type PasswordPolicy,
  type WeakPassword,
  checkPassword,
} from '../domain/password-policy.ts'
import { endIdentifierChanges } from './end-identifier-changes.ts'
import {
  type FoundTarget,
  type ProvisionedTarget,
  type TargetRefusal,
  findProvisioned,
} from './find-provisioned.ts'
import type { AttemptKeyOf, PasswordHash, TakeHashingTurn } from './ports.ts'
import { reportedProvisioning } from './provisioning.ts'
import type { ProvisioningUnit } from './provisioning-ports.ts'

export type ChallengeChange = ProvisionedTarget & { readonly password: string }

export type ChallengeChangeRefusal = TargetRefusal | WeakPassword | 'overloaded'

/**
 * Gives an identity that the client provisioned another password. The lock is cleared, every session of the
 * person ends, and verification tokens made before go stale.
 */
export type ChangeProvisionedChallenge = (
  change: ChallengeChange,
  caller: Caller,
) => Promise<Result<{ readonly identity: Identity; readonly sessionsEnded: number }, ChallengeChangeRefusal>>

type Dependencies = {
  readonly transact: Transact<ProvisioningUnit>
  readonly takeHashingTurn: TakeHashingTurn
  readonly attemptKeyOf: AttemptKeyOf
  readonly passwordPolicy: PasswordPolicy
  readonly now: Clock
}

export function changeProvisionedChallenge({
  transact,
  takeHashingTurn,
  attemptKeyOf,
  passwordPolicy,
  now,
}: Dependencies): ChangeProvisionedChallenge {
  return async (change, caller) => {
    const { clientId, password } = change
    const checked = await transact(caller, async (unit) => {
      const found = await findProvisioned(unit, change, true)
      const acceptable: Result<AcceptablePassword, TargetRefusal | WeakPassword> = found.ok
        ? checkPassword(password, knownBy(found.value), passwordPolicy)
        : found
      return reportedProvisioning(unit, acceptable, { clientId })
    })
    if (!checked.ok) return checked
    const hash = await takeHashingTurn((turn) => turn.hash(checked.value))
    if (hash === 'overloaded') return refuse('overloaded')
    return transact(caller, async (unit) => {
      const found = await findProvisioned(unit, change, true)
      return found.ok
        ? accept(await replace(unit, found.value, hash))
        : reportedProvisioning(unit, found, { clientId })
    })
  }

  async function replace(
    { identities, attempts, proofs, codes, signedIn, record }: ProvisioningUnit,
    { person, identity }: FoundTarget,
    hash: PasswordHash,
  ): Promise<{ readonly identity: Identity; readonly sessionsEnded: number }> {
    const at = now()
    await identities.saveHash(identity.xid, hash, at)
    await attempts.clear(attemptKeyOf(person.realmXid, identity))
    await endIdentifierChanges({ proofs, codes }, person.xid, at)
    const sessionsEnded = await signedIn.expelEverywhere(person.xid)
    await record({
      action: 'identity.challenge_changed',
      target: { type: 'identity', xid: identity.xid },
      details: { person_xid: person.xid, sessions_ended: sessionsEnded },
    })
    return { identity: { ...identity, hasChallenge: true }, sessionsEnded }
  }
}

function knownBy({ person, identity }: FoundTarget): readonly string[] {
  return [identity.identifier, person.nameDisplay]
}
