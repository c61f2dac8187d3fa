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
  const { transact, now, newXid } = dependencies
  return async (wanted, caller) => {
    const prepared = prepare(wanted, dependencies)
    if (!prepared.ok) return prepared
    const missing = await transact(caller, async (unit) => {
      const found = await findAll(unit, wanted.realmXid, prepared.value)
      return prepared.value.filter((_, index) => found[index] === undefined)
    })
    const hashes = await hashAll(missing, dependencies.takeHashingTurn)
    if (hashes === 'overloaded') return refuse('overloaded')
    return transact(caller, (unit) => bringAbout(unit, wanted, prepared.value, hashes))
  }

  async function bringAbout(
    unit: PersonUnit,
    wanted: WantedPerson,
    prepared: readonly Prepared[],
    hashes: Hashes,
  ): Promise<Result<AppliedPerson, ApplyPersonRefusal>> {
    const found = await findAll(unit, wanted.realmXid, prepared)
    const owner = found[0]?.personXid
    const stranger = found.findIndex((identity) => identity && identity.personXid !== owner)
    if (stranger > 0) return refuse({ reason: 'identifier_taken', details: { identity: stranger } })
    const existing = owner && (await unit.persons.find(owner))
    const changes: string[] = []
    const person = existing
      ? await rename(unit, existing, wanted, changes)
      : await create(unit, wanted, changes)
    for (const [index, item] of prepared.entries()) {
      const identity = found[index]
      if (identity) await verifyExisting(unit, identity, item, changes)
      else
        await addIdentity(
          unit,
          { person, item, hash: hashes.get(item) ?? null, isPrimary: index === 0 },
          changes,
        )
    }
    return accept({ person, isNew: !existing, changes })
  }

  async function create(
    { persons, record }: PersonUnit,
    { realmXid, nameDisplay, nameLegal }: WantedPerson,
    changes: string[],
  ): Promise<Person> {
    const at = now()
    const names = { nameDisplay, nameLegal }
    const person: Person = {
      xid: newXid(),
      realmXid,
      ...names,
      status: 'active',
      createdAt: at,
      updatedAt: at,
    }
    await persons.add(person)
    await record({ action: 'person.created', target: { type: 'person', xid: person.xid } })
    changes.push('person created')
    return person
  }

  async function rename(
    { persons, record }: PersonUnit,
    person: Person,
    { nameDisplay, nameLegal }: WantedPerson,
    changes: string[],
  ): Promise<Person> {
    if (person.nameDisplay === nameDisplay && person.nameLegal === nameLegal) return person
    await persons.saveNames(person.xid, { nameDisplay, nameLegal }, now())
    await record({ action: 'person.updated', target: { type: 'person', xid: person.xid } })
    changes.push('renamed')
    return { ...person, nameDisplay, nameLegal }
  }

  async function addIdentity(
    { identities, record }: PersonUnit,
    wanted: { person: Person; item: Prepared; hash: PasswordHash | null; isPrimary: boolean },
    changes: string[],
  ): Promise<void> {
    const { person, item, hash, isPrimary } = wanted
    const verifiedAt = item.isVerified ? now() : null
    const identity = newIdentity({ xid: newXid(), person, named: item.named, hash, isPrimary, verifiedAt })
    if (!(await identities.add(identity, person.realmXid, hash)))
      throw new Error('An identifier was taken meanwhile')
    const target = { type: 'identity', xid: identity.xid }
    await record({
      action: 'identity.created',
      target,
      details: { person_xid: person.xid, type: identity.type },
    })
    changes.push(`identity added (${identity.type})`)
  }

  async function verifyExisting(
    { identities }: PersonUnit,
    identity: Identity,
    { isVerified }: Prepared,
    changes: string[],
  ): Promise<void> {
    if (!isVerified || identity.verifiedAt !== null) return
    await identities.noteVerification(identity.xid, now())
    changes.push(`identity verified (${identity.type})`)
  }
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
