import { type Xid, later } from '@lgc/kernel'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import {
  type World,
  addPerson,
  atOnce,
  freshName,
  openWorld,
  testCaller,
  valueOf,
} from '../../../tests/support/world.ts'
import type {
  CanonicalIdentifier,
  Identities,
  Identity,
  IdentityType,
  ParsedIdentifier,
  PasswordHash,
  Person,
} from '../src/index.ts'
import { sqlIdentities, sqlProfiles } from '../src/infra/index.ts'

const named = (type: IdentityType, identifier: string): ParsedIdentifier => ({
  type,
  identifier: identifier as CanonicalIdentifier,
})
const hash = (text: string): PasswordHash => text as PasswordHash

describe.each(databases)('identities on $name', ({ create }) => {
  let world: World
  let identities: Identities
  let person: Person
  beforeAll(async () => {
    world = await openWorld(create)
    identities = sqlIdentities(world.db)
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    person = (await addPerson(world)).person
  })

  const identity = (name: ParsedIdentifier, owner: Person = person): Identity => ({
    ...name,
    xid: world.core.newXid(),
    personXid: owner.xid,
    hasChallenge: true,
    isPrimary: false,
    verifiedAt: null,
    provisionedByClientId: null,
    lastUsedAt: null,
    createdAt: world.clock.now(),
  })
  const add = (name: ParsedIdentifier, realm: Xid = person.realmXid, stored = hash('stored')) =>
    identities.add(identity(name), realm, stored)

  it('are found as they were added', async () => {
    const added = { ...identity(named('company_code', freshName('ACME'))), verifiedAt: world.clock.now() }
    expect(await identities.add(added, person.realmXid, hash('stored'))).toBe(true)
    expect(await identities.findByIdentifier(person.realmXid, added)).toEqual(added)
    expect((await sqlProfiles(world.db).load(person.xid))?.identities.at(-1)).toEqual(added)
  })

  it('take an identifier once in a realm and a type', async () => {
    const email = named('email', `${freshName('taken')}@example.com`)
    const realm = valueOf(await world.core.createRealm(freshName('realm'), testCaller))
    expect(await add(email)).toBe(true)
    expect(await add(email)).toBe(false)
    expect(await add({ ...email, type: 'google' })).toBe(true)
    expect(await add(email, realm.xid)).toBe(true)
  })

  it('tell identifiers apart byte by byte', async () => {
    const name = freshName('byte')
    const variants = [
      `${name}-a`,
      `${name}-A`,
      `${name}-á`,
      `${name}-a\u0301`,
      `${name}-ａ`,
      `${name}-ß`,
      `${name}-ss`,
    ]
    for (const variant of variants) expect(await add(named('company_code', variant)), variant).toBe(true)
    for (const variant of variants) {
      const found = await identities.findByIdentifier(person.realmXid, named('company_code', variant))
      expect(found?.identifier).toBe(variant)
    }
    expect(await identities.findByIdentifier(person.realmXid, named('company_code', name))).toBeUndefined()
  })

  it('are listed by many names at once, of this realm and of the types that were asked for', async () => {
    const realm = valueOf(await world.core.createRealm(freshName('realm'), testCaller))
    const [code, email] = [named('company_code', freshName('LIST')), named('email', `${freshName('l')}@x.jp`)]
    const elsewhere = named('company_code', freshName('LIST'))
    for (const one of [code, email, { ...code, type: 'google' } as const]) expect(await add(one)).toBe(true)
    expect(await add(elsewhere, realm.xid)).toBe(true)
    const asked = [code, email, elsewhere, named('email', 'nobody@x.jp')]
    const found = await identities.listByIdentifiers(person.realmXid, asked)
    const names = found.map(({ type, identifier }) => `${type} ${identifier}`)
    expect(names.sort()).toEqual([`company_code ${code.identifier}`, `email ${email.identifier}`])
    expect(await identities.listByIdentifiers(person.realmXid, [])).toEqual([])
  })

  it('give an identifier that many want at once to exactly one', async () => {
    const email = named('email', `${freshName('wanted')}@example.com`)
    const either = [identities, sqlIdentities(world.anotherPool())] as const
    const outcomes = await atOnce(20, either, (one) =>
      one.add(identity(email), person.realmXid, hash('stored')),
    )
    expect(outcomes.filter((isAdded) => isAdded).length).toBe(1)
  })

  it('of an identifier that many register at once leave one person and no half of another', async () => {
    const identifier = `${freshName('rush')}@example.com`
    const before = await world.db.selectFrom('persons').select('xid').execute()
    const registration = {
      realmXid: person.realmXid,
      nameDisplay: 'Rush',
      nameLegal: null,
      type: 'email',
      identifier,
    } as const
    const passwords = Array.from({ length: 10 }, (_, index) => `a long password ${index}`)
    const outcomes = await Promise.all(
      passwords.map((password) => world.core.registerPerson({ ...registration, password }, testCaller)),
    )
    expect(outcomes.filter(({ ok }) => ok).length).toBe(1)
    expect((await world.db.selectFrom('persons').select('xid').execute()).length).toBe(before.length + 1)
  })

  it('refuse an owner that does not exist with a fault', async () => {
    const orphan = { ...identity(named('email', 'orphan@example.com')), personXid: world.core.newXid() }
    await expect(identities.add(orphan, person.realmXid, null)).rejects.toThrow()
  })

  it('replace a hash only while it is still the old one', async () => {
    const code = named('company_code', freshName('HASH'))
    await add(code)
    const credential = await identities.findCredential(person.realmXid, code)
    const xid = credential?.identityXid ?? person.xid
    await identities.replaceHash(xid, hash('another'), hash('new'))
    expect((await identities.findCredential(person.realmXid, code))?.hash).toBe('stored')
    await identities.replaceHash(xid, hash('stored'), hash('new'))
    expect((await identities.findCredential(person.realmXid, code))?.hash).toBe('new')
  })

  it("give a credential another version with another hash, and nobody else's", async () => {
    const [one, other] = [named('company_code', freshName('ONE')), named('company_code', freshName('TWO'))]
    await add(one)
    await add(other)
    const version = async (name: ParsedIdentifier) =>
      (await identities.findCredential(person.realmXid, name))?.version
    const [before, otherBefore] = [await version(one), await version(other)]
    expect(before).not.toBe(otherBefore)
    const credential = await identities.findCredential(person.realmXid, one)
    await identities.saveHash(credential?.identityXid ?? person.xid, hash('changed'), world.clock.now())
    expect(await version(one)).not.toBe(before)
    expect(await version(other)).toBe(otherBefore)
  })

  it('of a credential tell whose it is and how the person stands', async () => {
    const code = named('company_code', freshName('WHO'))
    await add(code)
    const switched = { personXid: person.xid, status: 'suspended', reason: 'asked to' } as const
    await world.core.switchPerson(switched, testCaller)
    const credential = await identities.findCredential(person.realmXid, code)
    expect(credential).toMatchObject({ personXid: person.xid, status: 'suspended', hash: 'stored' })
    expect(await identities.findCredential(person.realmXid, named('sms', code.identifier))).toBeUndefined()
  })

  it('note uses and verifications', async () => {
    const code = named('company_code', freshName('NOTE'))
    await add(code)
    const { xid } = (await identities.findByIdentifier(person.realmXid, code)) ?? person
    const [usedAt, verifiedAt] = [later(world.clock.now(), 1), later(world.clock.now(), 2)]
    await identities.noteUse(xid, usedAt)
    await identities.noteVerification(xid, verifiedAt)
    const found = await identities.findByIdentifier(person.realmXid, code)
    expect(found).toMatchObject({ lastUsedAt: usedAt, verifiedAt })
  })

  it('come the primary one first and then by age', async () => {
    const { identities: first } = (await sqlProfiles(world.db).load(person.xid)) ?? { identities: [] }
    const names = [freshName('B'), freshName('A'), freshName('C')]
    for (const name of names) await add(named('company_code', name))
    const profile = await sqlProfiles(world.db).load(person.xid)
    expect(profile?.identities.map(({ identifier }) => identifier)).toEqual([first[0]?.identifier, ...names])
  })
})
