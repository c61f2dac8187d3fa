import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import { type World, addPerson, freshName, openWorld } from '../../../tests/support/world.ts'
import {
  isAlreadyDone,
  isBusyDatabase,
  isMissingReference,
  isMissingTable,
  isOne,
  isUnavailable,
  isUniqueViolation,
} from '../src/index.ts'

describe.each(databases)('what $name answers', ({ create }) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(create)
  })
  afterAll(() => world.close())

  const addRealm = async (name: string, xid: string = freshName('xid')): Promise<void> => {
    await sql`insert into realms (xid, name, created_at) values (${xid}, ${name}, 1)`.execute(world.db)
  }
  const errorOf = (work: Promise<unknown>): Promise<unknown> => work.then(String, (error: unknown) => error)
  const run = (statement: string): Promise<unknown> => sql.raw(statement).execute(world.db)

  it('to a second row under a unique key, a primary key or a combined one is a unique violation', async () => {
    await addRealm('taken')
    const { person, identity } = await addPerson(world)
    const attempt = "insert into sign_in_attempts values ('key', 1, null, 1)"
    await run(attempt)
    const again = sql`insert into identities
      (xid, realm_id, person_id, type, identifier, is_primary, created_at, updated_at)
      select 'other', realm_id, id, 'email', ${identity.identifier}, 0, 1, 1
      from persons where xid = ${person.xid}`
    for (const work of [() => addRealm('taken'), () => run(attempt), () => again.execute(world.db)]) {
      const error = await errorOf(work())
      expect([isUniqueViolation(error), isUnavailable(error)], String(error)).toEqual([true, false])
    }
  })

  it.each([
    ['a missing value', "insert into realms (xid, name, created_at) values ('x', null, 1)"],
    ['a missing parent', 'insert into sessions (person_id) values (4711)'],
    ['a mistake', 'select from where'],
  ])('to %s is neither a unique violation nor a reason to try later', async (_, statement) => {
    const error = await errorOf(run(statement))
    expect(error).toBeInstanceOf(Error)
    expect([isUniqueViolation(error), isUnavailable(error), isBusyDatabase(error)]).toEqual([
      false,
      false,
      false,
    ])
  })

  it('about a table that is not there is told from other mistakes', async () => {
    expect(isMissingTable(await errorOf(run('select 1 from nowhere')))).toBe(true)
    expect(isMissingTable(await errorOf(run('select nothing from realms')))).toBe(false)
  })

  it.each([
    'create table realms (id integer)',
    'create index api_keys_by_client on api_keys (client_id)',
    "insert into realms (xid, name, created_at) values ('00000000000000000000', 'default', 0)",
  ])('to what was carried out before is recognised: %s', async (statement) => {
    expect(isAlreadyDone(await errorOf(run(statement)))).toBe(true)
  })

  it('to the drop of an index that is gone is that it was carried out before', async () => {
    const on = world.database.dialect === 'mysql' ? ' on realms' : ''
    expect(isAlreadyDone(await errorOf(run(`drop index gone${on}`)))).toBe(true)
    expect(isAlreadyDone(await errorOf(run(`drop index${on}`)))).toBe(false)
  })

  it('to a row that names one that is not there is told from other mistakes', async () => {
    const grant = (person: string, client: string): Promise<unknown> =>
      errorOf(
        run(`insert into person_app_grants
          (xid, person_id, client_id, access_level, created_at, updated_at, is_active)
          values ('x', ${person}, ${client}, 'user', 1, 1, 1)`),
      )
    expect(isMissingReference(await grant('4711', '4712'))).toBe(true)
    expect(isMissingReference(await grant("(select id from persons where xid = 'gone')", '4712'))).toBe(true)
    expect(isMissingReference(await errorOf(run('select from where')))).toBe(false)
  })

  it('does not take another mistake for something carried out before', async () => {
    expect(isAlreadyDone(await errorOf(run('create index other on nowhere (id)')))).toBe(false)
  })

  it('counts the rows that an update matched, changed or not', async () => {
    const name = freshName('realm')
    await addRealm(name)
    const update = (guard: string) =>
      world.db.updateTable('realms').set({ name }).where('name', '=', guard).executeTakeFirst()
    expect(isOne(await update(name))).toBe(true)
    expect(isOne(await update(`${name}-not`))).toBe(false)
  })

  it('compares text byte by byte', async () => {
    for (const name of ['case', 'Case', 'caſe', 'cáse', 'ca\u0301se', 'strasse', 'straße'])
      await addRealm(name)
    const found = async (name: string): Promise<string | undefined> =>
      (await world.core.queries.realms.find(name))?.name
    expect([await found('Case'), await found('CASE'), await found('cáse')]).toEqual([
      'Case',
      undefined,
      'cáse',
    ])
  })

  it('sorts text byte by byte', async () => {
    for (const name of ['z-b', 'z-A', 'z-a', 'z-é']) await addRealm(name)
    const rows = await world.db
      .selectFrom('realms')
      .select('name')
      .where('name', 'like', 'z-%')
      .orderBy('name')
      .execute()
    expect(rows.map(({ name }) => name)).toEqual(['z-A', 'z-a', 'z-b', 'z-é'])
  })

  it('gives text back as it was, beyond the basic plane too', async () => {
    const name = 'Ωλ 太郎 🦊'
    await addRealm(name)
    expect((await world.core.queries.realms.find(name))?.name).toBe(name)
  })

  it('gives instants, counts and absences back as numbers and null', async () => {
    const { person } = await addPerson(world)
    const row = await world.db
      .selectFrom('persons')
      .select(['created_at', 'suspended_at', 'id'])
      .where('xid', '=', person.xid)
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ created_at: world.clock.now(), suspended_at: null, id: expect.any(Number) })
  })

  it('keeps an instant far ahead exactly', async () => {
    const { person } = await addPerson(world)
    const farAhead = 253_402_300_799_999
    await sql`update persons set created_at = ${farAhead} where xid = ${person.xid}`.execute(world.db)
    expect((await world.core.queries.profiles.find(person.xid))?.createdAt).toBe(farAhead)
  })
})
