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
import { type ParsedIdentifier, type ToE164, parseIdentifier } from '../domain/identifier.ts'
import { type Identity, isProvedByPassword } from '../domain/identity.ts'
import { type PasswordPolicy, type WeakPassword, checkPassword } from '../domain/password-policy.ts'
import type { Person } from '../domain/person.ts'
import { newIdentity } from './new-identity.ts'
import type { PasswordHash, PersonUnit, TakeHashingTurn } from './ports.ts'

export type WantedIdentity = {
  readonly identifier: string
  readonly password: string | null
  readonly isVerified: boolean
}

export type WantedPerson = {
  readonly realmXid: Xid
  readonly nameDisplay: string
  readonly nameLegal: string | null
  /** The first one says which person is meant, and is the primary identity of a new one. */
  readonly identities: readonly WantedIdentity[]
}

export type AppliedPerson = {
  readonly person: Person
  readonly isNew: boolean
  /** What was brought about, in words an operator can read; empty when nothing had to be. */
  readonly changes: readonly string[]
}

export type ApplyPersonRefusal =
  | 'identities_missing'
  | 'overloaded'
  | {
      readonly reason: 'identifier_unrecognized' | 'identifier_taken' | 'challenge_missing'
      readonly details: { readonly identity: number }
    }
  | WeakPassword

/**
 * Brings a person and their identities to the wanted state; applying the same again changes nothing.
 * Passwords are set for new identities only: an existing one is changed by `setPassword`.
 */
export type ApplyPerson = (
  wanted: WantedPerson,
  caller: Caller,
) => Promise<Result<AppliedPerson, ApplyPersonRefusal>>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly takeHashingTurn: TakeHashingTurn
  readonly passwordPolicy: PasswordPolicy
  readonly toE164: ToE164
  readonly newXid: NewXid
  readonly now: Clock
}

type Prepared = WantedIdentity & { readonly named: ParsedIdentifier }
type Hashes = Map<Prepared, PasswordHash | null>

export function applyPerson(dependencies: Dependencies): ApplyPerson {
  const { transact } = dependencies
  return async (wanted, caller) => {
    const prepared = prepare(wanted, dependencies)
    if (!prepared.ok) return prepared
    const missing = await transact(caller, async (unit) => {
      const found = await findAll(unit, wanted.realmXid, prepared.value)
      return prepared.value.filter((_, index) => found[index] === undefined)
    })
    const hashes = await hashAll(missing, dependencies.takeHashingTurn)
    if (hashes === 'overloaded') return refuse('overloaded')
    return transact(caller, (unit) =>
      bringAbout({ ...dependencies, unit, wanted, changes: [] }, prepared.value, hashes),
    )
  }
}

type Application = Pick<Dependencies, 'newXid' | 'now'> & {
  readonly unit: PersonUnit
  readonly wanted: WantedPerson
  readonly changes: string[]
}

async function bringAbout(
  application: Application,
  prepared: readonly Prepared[],
  hashes: Hashes,
): Promise<Result<AppliedPerson, ApplyPersonRefusal>> {
  const { unit, wanted, changes } = application
  const found = await findAll(unit, wanted.realmXid, prepared)
  const owner = found[0]?.personXid
  const stranger = found.findIndex((identity) => identity && identity.personXid !== owner)
  if (stranger > 0) return refuse({ reason: 'identifier_taken', details: { identity: stranger } })
  const existing = owner && (await unit.persons.find(owner))
  const person = existing ? await rename(application, existing) : await create(application)
  for (const [index, item] of prepared.entries()) {
    const identity = found[index]
    const hash = hashes.get(item) ?? null
    if (identity) await verifyExisting(application, identity, item)
    else await addIdentity(application, person, { ...item, hash, isPrimary: index === 0 })
  }
  return accept({ person, isNew: !existing, changes })
}

async function create({ unit, wanted, changes, newXid, now }: Application): Promise<Person> {
  const { realmXid, nameDisplay, nameLegal } = wanted
  const at = now()
  const names = { nameDisplay, nameLegal }
  const person: Person = { xid: newXid(), realmXid, ...names, status: 'active', createdAt: at, updatedAt: at }
  await unit.persons.add(person)
  await unit.record({ action: 'person.created', target: { type: 'person', xid: person.xid } })
  changes.push('person created')
  return person
}

async function rename({ unit, wanted, changes, now }: Application, person: Person): Promise<Person> {
  const { nameDisplay, nameLegal } = wanted
  if (person.nameDisplay === nameDisplay && person.nameLegal === nameLegal) return person
  await unit.persons.saveNames(person.xid, { nameDisplay, nameLegal }, now())
  await unit.record({ action: 'person.updated', target: { type: 'person', xid: person.xid } })
  changes.push('renamed')
  return { ...person, nameDisplay, nameLegal }
}

async function addIdentity(
  { unit, changes, newXid, now }: Application,
  person: Person,
  { named, hash, isPrimary, isVerified }: Prepared & { hash: PasswordHash | null; isPrimary: boolean },
): Promise<void> {
  const verifiedAt = isVerified ? now() : null
  const identity = newIdentity({ xid: newXid(), person, named, hash, isPrimary, verifiedAt })
  const isAdded = await unit.identities.add(identity, person.realmXid, hash)
  if (!isAdded) throw new Error('An identifier was taken by somebody else meanwhile: apply again')
  const target = { type: 'identity', xid: identity.xid }
  const details = { person_xid: person.xid, type: identity.type }
  await unit.record({ action: 'identity.created', target, details })
  changes.push(`identity added (${identity.type})`)
}

async function verifyExisting(
  { unit, changes, now }: Application,
  identity: Identity,
  { isVerified }: Prepared,
): Promise<void> {
  if (!isVerified || identity.verifiedAt !== null) return
  await unit.identities.noteVerification(identity.xid, now())
  changes.push(`identity verified (${identity.type})`)
}

function prepare(
  { identities, nameDisplay }: WantedPerson,
  { toE164, passwordPolicy }: Dependencies,
): Result<readonly Prepared[], ApplyPersonRefusal> {
  if (identities.length === 0) return refuse('identities_missing')
  const prepared: Prepared[] = []
  for (const [index, item] of identities.entries()) {
    const parsed = parseIdentifier(item.identifier, toE164)
    if (!parsed.ok) return refuse({ reason: parsed.refusal, details: { identity: index } })
    const named = parsed.value
    const isPasswordMissing = isProvedByPassword(named.type) && item.password === null
    if (isPasswordMissing) return refuse({ reason: 'challenge_missing', details: { identity: index } })
    const checked = checkOptional(item.password, [named.identifier, nameDisplay], passwordPolicy)
    if (!checked.ok) return checked
    prepared.push({ ...item, password: checked.value, named })
  }
  return accept(prepared)
}

function checkOptional(
  password: string | null,
  context: readonly string[],
  policy: PasswordPolicy,
): Result<string | null, WeakPassword> {
  return password === null ? accept(null) : checkPassword(password, context, policy)
}

async function findAll(
  { identities }: PersonUnit,
  realmXid: Xid,
  prepared: readonly Prepared[],
): Promise<readonly (Identity | undefined)[]> {
  const found: (Identity | undefined)[] = []
  for (const { named } of prepared) found.push(await identities.findByIdentifier(realmXid, named))
  return found
}

async function hashAll(missing: readonly Prepared[], take: TakeHashingTurn): Promise<Hashes | 'overloaded'> {
  const hashes = new Map<Prepared, PasswordHash | null>()
  for (const item of missing) {
    const { password } = item
    const hash = password === null ? null : await take((turn) => turn.hash(password))
    if (hash === 'overloaded') return 'overloaded'
    hashes.set(item, hash)
  }
  return hashes
}
