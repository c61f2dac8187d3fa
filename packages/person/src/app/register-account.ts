import {
  type Caller,
  type Clock,
  type NewXid,
  type Result,
  type Transact,
  type Xid,
  refuse,
} from '@lgc/kernel'
import { googleIdentifier } from '../domain/identifier.ts'
import type { Person } from '../domain/person.ts'
import { beginPerson } from './begin-person.ts'
import { newIdentity } from './new-identity.ts'
import type { PersonUnit } from './ports.ts'
import type { RegisteredPerson } from './register-person.ts'
import { reportRefusal } from './report-refusal.ts'

export type AccountRegistration = {
  readonly realmXid: Xid
  readonly nameDisplay: string
  readonly nameLegal: string | null
  /** Whom Google vouched for. */
  readonly subject: string
}

export type AccountRegistrationRefusal =
  | 'self_registration_disabled'
  | 'identifier_unrecognized'
  | 'identifier_taken'

/**
 * Lets somebody create themselves with a Google account, which is proved already. The e-mail address that Google knows
 * is not made one of theirs here: whoever has it here already would be joined with a stranger, or shut out by one.
 */
export type RegisterAccount = (
  registration: AccountRegistration,
  caller: Caller,
) => Promise<Result<RegisteredPerson, AccountRegistrationRefusal>>

type Dependencies = {
  readonly isOpen: boolean
  readonly transact: Transact<PersonUnit>
  readonly newXid: NewXid
  readonly now: Clock
}

export function registerAccount(dependencies: Dependencies): RegisterAccount {
  return async (registration, caller) => {
    const outcome = await register(dependencies, registration, caller)
    if (outcome.ok) return outcome
    const { refusal } = outcome
    const { subject: identifier } = registration
    return reportRefusal(dependencies.transact, caller, {
      event: 'registration_refused',
      refusal,
      identifier,
    })
  }
}

async function register(
  { isOpen, transact, newXid, now }: Dependencies,
  { realmXid, nameDisplay, nameLegal, subject }: AccountRegistration,
  caller: Caller,
): Promise<Result<RegisteredPerson, AccountRegistrationRefusal>> {
  if (!isOpen) return refuse('self_registration_disabled')
  const named = googleIdentifier(subject)
  if (!named.ok) return named
  return transact(caller, (unit) => {
    const at = now()
    const person: Person = {
      xid: newXid(),
      realmXid,
      nameDisplay,
      nameLegal,
      status: 'active',
      createdAt: at,
      updatedAt: at,
    }
    const identity = newIdentity({
      xid: newXid(),
      person,
      named: named.value,
      hash: null,
      isPrimary: true,
      verifiedAt: at,
    })
    return beginPerson(unit, { realmXid, person, identity, hash: null })
  })
}
