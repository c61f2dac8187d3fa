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
import {
  type IdentityType,
  type ParsedIdentifier,
  type ToE164,
  parseIdentifier,
} from '../domain/identifier.ts'
import { type Identity, isProvedByPassword } from '../domain/identity.ts'
import { type PasswordPolicy, type WeakPassword, checkPassword } from '../domain/password-policy.ts'
import type { Person } from '../domain/person.ts'
import { beginPerson } from './begin-person.ts'
import { newIdentity } from './new-identity.ts'
import type { Correspondence, PasswordHash, PersonUnit, ProofTokens, TakeHashingTurn } from './ports.ts'
import { reportRefusal } from './report-refusal.ts'
import { remindOwner } from './remind-owner.ts'
import { sendProof } from './send-proof.ts'

export type Registration = {
  readonly realmXid: Xid
  readonly nameDisplay: string
  readonly nameLegal: string | null
  readonly type: IdentityType
  readonly identifier: string
  readonly password: string | null
  /** How they are asked to prove an e-mail address; in English and in nobody's name unless it says more. */
  readonly correspondence?: Correspondence
}

export type RegistrationRefusal =
  | 'self_registration_disabled'
  | 'identifier_unrecognized'
  | 'identifier_type_not_allowed'
  | 'type_mismatch'
  | 'challenge_missing'
  | 'identifier_taken'
  | 'overloaded'
  | WeakPassword

export type RegisteredPerson = { readonly person: Person; readonly identity: Identity }

/**
 * Lets somebody create themselves with one identity, unverified. Who the identifier belongs to is settled
 * by the database's unique key, so of many at once exactly one succeeds. An e-mail address is sent the link
 * that proves it.
 */
export type RegisterPerson = (
  registration: Registration,
  caller: Caller,
) => Promise<Result<RegisteredPerson, RegistrationRefusal>>

type Dependencies = {
  readonly isOpen: boolean
  readonly transact: Transact<PersonUnit>
  readonly takeHashingTurn: TakeHashingTurn
  readonly passwordPolicy: PasswordPolicy
  readonly toE164: ToE164
  readonly proofTokens: ProofTokens
  readonly newXid: NewXid
  readonly now: Clock
}

const selfRegistrable: ReadonlySet<IdentityType> = new Set(['email', 'sms'])

export function registerPerson(dependencies: Dependencies): RegisterPerson {
  const { isOpen, transact, takeHashingTurn, toE164 } = dependencies
  return async (registration, caller) => {
    const outcome = await register(registration, caller)
    if (outcome.ok) return outcome
    const { refusal } = outcome
    const { identifier } = registration
    return reportRefusal(transact, caller, { event: 'registration_refused', refusal, identifier })
  }

  async function register(
    registration: Registration,
    caller: Caller,
  ): Promise<Result<RegisteredPerson, RegistrationRefusal>> {
    if (!isOpen) return refuse('self_registration_disabled')
    if (!selfRegistrable.has(registration.type)) return refuse('identifier_type_not_allowed')
    const parsed = parseIdentifier(registration.identifier, toE164)
    if (!parsed.ok) return parsed
    if (parsed.value.type !== registration.type) return refuse('type_mismatch')
    const password = acceptablePassword(registration, parsed.value, dependencies.passwordPolicy)
    if (!password.ok) return password
    const hash =
      password.value === null ? null : await takeHashingTurn(({ hash }) => hash(password.value ?? ''))
    if (hash === 'overloaded') return refuse('overloaded')
    return add(dependencies, registration, { named: parsed.value, hash }, caller)
  }
}

function acceptablePassword(
  { type, password, nameDisplay }: Registration,
  { identifier }: ParsedIdentifier,
  policy: PasswordPolicy,
): Result<string | null, RegistrationRefusal> {
  if (!isProvedByPassword(type)) return accept(null)
  if (password === null) return refuse('challenge_missing')
  return checkPassword(password, [identifier, nameDisplay], policy)
}

const plainCorrespondence: Correspondence = { language: 'en', clientId: null }

function add(
  dependencies: Dependencies,
  { realmXid, nameDisplay, nameLegal, correspondence = plainCorrespondence }: Registration,
  { named, hash }: { readonly named: ParsedIdentifier; readonly hash: PasswordHash | null },
  caller: Caller,
): Promise<Result<RegisteredPerson, 'identifier_taken'>> {
  const { transact, newXid, now } = dependencies
  return transact(caller, async (unit) => {
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
    const identity = newIdentity({ xid: newXid(), person, named, hash, isPrimary: true, verifiedAt: null })
    const begun = await beginPerson(unit, { realmXid, person, identity, hash })
    if (!begun.ok) {
      await remindOwner(now, unit, { realmXid, named, correspondence })
      return begun
    }
    if (identity.type === 'email') {
      await sendProof(dependencies, unit, { identity, purpose: 'email_verification', correspondence })
    }
    return begun
  })
}
