import { type Xid, later } from '@lgc/kernel'
import { narrow, transactOn } from '@lgc/sql'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import { type World, addClient, addPerson, openWorld, testCaller } from '../../../tests/support/world.ts'
import type { Consents } from '../src/index.ts'
import { sqlConsents } from '../src/infra/index.ts'

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `scope_${String(index).padStart(2, '0')}`)

describe.each(databases)('consents on $name', ({ create }) => {
  let world: World
  let consents: Consents
  let personXid: Xid
  let clientXid: Xid
  beforeAll(async () => {
    world = await openWorld(create)
    consents = sqlConsents(world.db)
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    personXid = (await addPerson(world)).person.xid
    clientXid = (await addClient(world)).xid
  })

  const extension = (scopes: readonly string[]) => ({
    xid: world.core.newXid(),
    personXid,
    clientXid,
    scopes,
    at: world.clock.now(),
  })
  const extend = (db: World['db'], scopes: readonly string[]): Promise<void> =>
    transactOn(db, (trx) => sqlConsents(narrow(trx)))(testCaller, (own) => own.extend(extension(scopes)))
  const scopesOf = async (): Promise<readonly string[] | undefined> =>
    (await consents.find(personXid, clientXid))?.scopes
  const rows = () =>
    world.db
      .selectFrom('consent_records')
      .innerJoin('persons', 'persons.id', 'consent_records.person_id')
      .select(['consent_records.xid', 'consent_records.created_at', 'consent_records.updated_at'])
      .where('persons.xid', '=', personXid)
      .execute()

  it('are found as they were given, and only of that person at that client', async () => {
    await consents.extend(extension(['openid', 'email']))
    expect(await consents.find(personXid, clientXid)).toEqual({ scopes: ['openid', 'email'], source: 'user' })
    expect(await consents.find((await addPerson(world)).person.xid, clientXid)).toBeUndefined()
    expect(await consents.find(personXid, (await addClient(world)).xid)).toBeUndefined()
  })

  it('grow by what is new, in one row', async () => {
    await consents.extend(extension(['openid', 'email']))
    await consents.extend({ ...extension(['email', 'profile']), at: later(world.clock.now(), 5) })
    expect(await scopesOf()).toEqual(['openid', 'email', 'profile'])
    const [row, ...others] = await rows()
    expect(row).toMatchObject({ created_at: world.clock.now(), updated_at: later(world.clock.now(), 5) })
    expect(others).toEqual([])
  })

  it('are left alone by what they cover', async () => {
    await consents.extend(extension(['openid', 'email']))
    const before = await rows()
    await consents.extend({ ...extension(['email']), at: later(world.clock.now(), 5) })
    expect(await rows()).toEqual(before)
  })

  it('lose none of twenty that are given at once over two pools', async () => {
    const scopes = numbered(20)
    const other = world.anotherPool()
    await Promise.all(scopes.map((scope, index) => extend(index % 5 === 0 ? other : world.db, [scope])))
    expect((await scopesOf())?.toSorted()).toEqual(scopes)
    expect((await rows()).length).toBe(1)
  })

  it('lose none of many that come to one that was there before', async () => {
    const scopes = numbered(20)
    await extend(world.db, ['openid'])
    await Promise.all(scopes.map((scope) => extend(world.db, [scope, 'openid'])))
    expect((await scopesOf())?.toSorted()).toEqual(['openid', ...scopes])
  })
})
