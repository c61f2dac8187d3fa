import {
  type Caller,
  type Clock,
  type NewXid,
  type Result,
  type Transact,
  type Xid,
  accept,
  refuse,
} from '@lgc/kernel'
import type { Identity } from '../domain/identity.ts'
import { type PasswordPolicy, type WeakPassword, checkPassword } from '../domain/password-policy.ts'
import { announcePasswordChange } from './announce-password-change.ts'
import { endIdentifierChanges } from './end-identifier-changes.ts'
import type { Correspondence, PasswordHash, PersonUnit, Persons, TakeHashingTurn } from './ports.ts'
import type { PasswordRefusal, VerifyPassword } from './verify-password.ts'

export type PasswordChange = {
  readonly personXid: Xid
  /** The session that asks; it stays. */
  readonly sessionXid: Xid
  readonly currentPassword: string
  readonly newPassword: string
  readonly correspondence: Correspondence
}

export type PasswordChangeRefusal = PasswordRefusal | WeakPassword | 'password_missing'

/**
 * Lets somebody who is signed in choose another password. The current one is asked for and counts like any
 * attempt to sign in; the other sessions end, and the owner is told.
 */
export type ChangePassword = (
  change: PasswordChange,
  caller: Caller,
) => Promise<Result<{ readonly sessionsEnded: number }, PasswordChangeRefusal>>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly persons: Pick<Persons, 'find'>
  readonly listIdentities: (personXid: Xid) => Promise<readonly Identity[]>
  readonly verifyPassword: VerifyPassword
  readonly takeHashingTurn: TakeHashingTurn
  readonly passwordPolicy: PasswordPolicy
  readonly newXid: NewXid
  readonly now: Clock
}

export function changePassword(dependencies: Dependencies): ChangePassword {
  const { transact, persons, listIdentities, verifyPassword, takeHashingTurn, passwordPolicy } = dependencies
  return async (change, caller) => {
    const person = await persons.find(change.personXid)
    const identity = (await listIdentities(change.personXid)).find(({ hasChallenge }) => hasChallenge)
    if (!person || !identity) {
      const details = { reason: 'password_missing', person_xid: change.personXid }
      await transact(caller, ({ report }) => report({ event: 'password_change_refused', details }))
      return refuse('password_missing')
    }
    const { identifier } = identity
    const attempt = { realmXid: person.realmXid, identifier, password: change.currentPassword }
    const verified = await verifyPassword(attempt, caller)
    if (!verified.ok) return verified
    const checked = checkPassword(change.newPassword, [identifier, person.nameDisplay], passwordPolicy)
    if (!checked.ok) return checked
    const hash = await takeHashingTurn((turn) => turn.hash(checked.value))
    if (hash === 'overloaded') return refuse('overloaded')
    return transact(caller, async (unit) =>
      accept(await settle(dependencies, unit, { change, identity, hash })),
    )
  }
}

type Settled = {
  readonly change: PasswordChange
  readonly identity: Identity
  readonly hash: PasswordHash
}

async function settle(
  { newXid, now }: Dependencies,
  unit: PersonUnit,
  { change: { personXid, sessionXid, correspondence }, identity, hash }: Settled,
): Promise<{ readonly sessionsEnded: number }> {
  const at = now()
  await unit.identities.saveHash(identity.xid, hash, at)
  await unit.proofs.cancelOf(personXid, 'password_reset')
  await endIdentifierChanges(unit, personXid, at)
  const sessionsEnded = await unit.signedIn.expelOthers(personXid, sessionXid)
  await unit.record({
    action: 'identity.challenge_changed',
    target: { type: 'identity', xid: identity.xid },
    agent: { type: 'person', xid: personXid },
    details: { person_xid: personXid, sessions_ended: sessionsEnded, by: 'change' },
  })
  await announcePasswordChange(unit, { identity, correspondence, proof: newXid() })
  return { sessionsEnded }
}
