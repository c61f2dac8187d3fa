import { type NewXid, type Result, type Xid, type Clock, accept, refuse } from '@lgc/kernel'
import {
  type IdentityType,
  type ParsedIdentifier,
  type ToE164,
  parseIdentifier,
} from '../domain/identifier.ts'
import { type Identity, isProvedByPassword } from '../domain/identity.ts'
import { type PasswordPolicy, type WeakPassword, checkPassword } from '../domain/password-policy.ts'
import type { Person } from '../domain/person.ts'
import { type IdentifierTaken, type ScopeNotAllowed, checkScopes, takenFor } from '../domain/provisioning.ts'
import { newIdentity } from './new-identity.ts'
import type { PasswordHash } from './ports.ts'
import type { Admittance, Product, ProvisioningUnit } from './provisioning-ports.ts'

/** Somebody whom a client brings in. */
export type Newcomer = {
  readonly nameDisplay: string
  readonly nameLegal: string | null
  readonly type: IdentityType
  readonly identifier: string
  readonly password: string | null
  /** What the client may know of the person from the first visit on; null leaves it to the person. */
  readonly scopes: readonly string[] | null
  /** The grant that comes along; null for none. */
  readonly accessLevel: string | null
}

export type ProvisionedPerson = {
  readonly person: Person
  readonly identity: Identity
  readonly scopes: readonly string[] | null
  readonly admittance: Admittance | null
}

export type NewcomerRefusal =
  | 'identifier_unrecognized'
  | 'type_mismatch'
  | 'challenge_missing'
  | WeakPassword
  | IdentifierTaken
  | ScopeNotAllowed

export type CheckedNewcomer = Newcomer & { readonly named: ParsedIdentifier }

type Rules = {
  readonly toE164: ToE164
  readonly passwordPolicy: PasswordPolicy
  readonly isPasswordOptional: boolean
}

/** Everything about a newcomer that can be judged without looking anything up. */
export function checkNewcomer(
  newcomer: Newcomer,
  { toE164, passwordPolicy, isPasswordOptional }: Rules,
): Result<CheckedNewcomer, NewcomerRefusal> {
  const { type, nameDisplay, password } = newcomer
  const parsed = parseIdentifier(newcomer.identifier, toE164)
  if (!parsed.ok) return parsed
  const named = parsed.value
  if (named.type !== type) return refuse('type_mismatch')
  if (!isProvedByPassword(type)) return accept({ ...newcomer, named, password: null })
  if (password === null)
    return isPasswordOptional ? accept({ ...newcomer, named }) : refuse('challenge_missing')
  const checked = checkPassword(password, [named.identifier, nameDisplay], passwordPolicy)
  return checked.ok ? accept({ ...newcomer, named, password: checked.value }) : checked
}

type Tools = { readonly newXid: NewXid; readonly now: Clock }
type Arrival = CheckedNewcomer & { readonly hash: PasswordHash | null }

/**
 * Adds a newcomer with everything that comes along, or nothing at all: whatever can be refused is decided
 * before the first row is written, and a lost race for the identifier takes the person back.
 */
export async function addNewcomer(
  unit: ProvisioningUnit,
  product: Product,
  arrival: Arrival,
  tools: Tools,
): Promise<Result<ProvisionedPerson, NewcomerRefusal>> {
  const { named, scopes, accessLevel } = arrival
  const checked = checkScopes(product.allowedScopes, scopes ?? [])
  if (!checked.ok) return checked
  const owner = await unit.identities.findByIdentifier(product.realmXid, named)
  if (owner) return refuse(takenFor(product.clientId, owner))
  const person = personFrom(arrival, product.realmXid, tools)
  const identity = identityFrom(arrival, person, product, tools)
  await unit.persons.add(person)
  if (!(await unit.identities.add(identity, product.realmXid, arrival.hash))) {
    await unit.persons.remove(person.xid)
    return refuse(takenFor(product.clientId, await unit.identities.findByIdentifier(product.realmXid, named)))
  }
  await recordArrival(unit, identity, product)
  if (scopes) await unit.products.consentFor(person.xid, product, scopes)
  const admittance = accessLevel === null ? null : await unit.products.admit(person.xid, product, accessLevel)
  return accept({ person, identity, scopes, admittance })
}

function personFrom({ nameDisplay, nameLegal }: Arrival, realmXid: Xid, { newXid, now }: Tools): Person {
  const at = now()
  return { xid: newXid(), realmXid, nameDisplay, nameLegal, status: 'active', createdAt: at, updatedAt: at }
}

/** Whoever provisions vouches for the identifier, so it counts as verified. */
function identityFrom(
  { named, hash }: Arrival,
  person: Person,
  product: Product,
  { newXid }: Tools,
): Identity {
  const verifiedAt = person.createdAt
  const identity = newIdentity({ xid: newXid(), person, named, hash, isPrimary: true, verifiedAt })
  return { ...identity, provisionedByClientId: product.clientId }
}

async function recordArrival(
  { record }: ProvisioningUnit,
  identity: Identity,
  product: Product,
): Promise<void> {
  const { xid, personXid, type } = identity
  const details = { client_xid: product.xid }
  await record({ action: 'person.provisioned', target: { type: 'person', xid: personXid }, details })
  await record({
    action: 'identity.created',
    target: { type: 'identity', xid },
    details: { person_xid: personXid, type },
  })
}

type Refusal = string | { readonly reason: string }

/** Puts a refusal on the record, in the transaction that refuses, and passes the outcome on. */
export async function reportedProvisioning<T, R extends Refusal>(
  { report }: Pick<ProvisioningUnit, 'report'>,
  outcome: Result<T, R>,
  about: { readonly clientId: string; readonly identifier?: string },
): Promise<Result<T, R>> {
  if (outcome.ok) return outcome
  const { clientId, ...rest } = about
  const { refusal } = outcome
  const reason = typeof refusal === 'string' ? refusal : refusal.reason
  await report({ ...rest, event: 'provisioning_refused', claimedClientId: clientId, details: { reason } })
  return outcome
}
