import { type Tables, compose } from '@lgc/composition'
import { migrate, planFor, statusOf } from '@lgc/migrations'
import { type Database, isMissingTable, open } from '@lgc/sql'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FreshDatabase, databases } from '../support/databases.ts'
import { addPerson, testCaller, testClock, testSettings } from '../support/world.ts'
import { runChild } from './child.ts'
import { diesAfter } from './dies-after.ts'

const migrateChild = new URL('./migrate-child.ts', import.meta.url)
const logs = ['audit_log', 'security_log', 'request_log'] as const

describe.each(databases)('the migrations on $name', { timeout: 60_000 }, ({ create }) => {
  let fresh: FreshDatabase
  let database: Database<Tables>
  let names: readonly string[]
  beforeEach(async () => {
    fresh = await create()
    database = open<Tables>(fresh.url)
    names = planFor(database.dialect).map(({ name }) => name)
  })
  afterEach(async () => {
    await database.db.destroy()
    await fresh.drop()
  })

  const run = (statement: string): Promise<unknown> => sql.raw(statement).execute(database.db)
  const states = async () => (await statusOf(database)).map(({ state }) => state)

  /** The lease of a process that died is free for others some seconds later. */
  async function letLeaseRunOut(atMilliseconds = 0): Promise<void> {
    await run(`update schema_lock set expires_at = ${atMilliseconds}`).catch((error: unknown) => {
      if (!isMissingTable(error)) throw error
    })
  }

  it('run once and then have nothing to do', async () => {
    expect(await states()).toEqual(names.map(() => 'pending'))
    expect(await migrate(database)).toEqual(names)
    expect(await states()).toEqual(names.map(() => 'applied'))
    expect(await migrate(database)).toEqual([])
  })

  it('run each exactly once when three processes start together', async () => {
    const children = await Promise.all([1, 2, 3].map(() => runChild(migrateChild, [fresh.url])))
    expect(children.map(({ errors }) => errors)).toEqual(['', '', ''])
    expect(children.flatMap(({ output }) => output as string[]).toSorted()).toEqual(names)
    expect(await states()).toEqual(names.map(() => 'applied'))
  })

  it('end in the same schema when the process dies after every single statement', async () => {
    const undisturbed = await schemaOfUndisturbed(create)
    const beforeFirstStatement = 6
    for (let statements = 0; statements <= beforeFirstStatement; statements++) {
      expect(await migrateUntilDeath(statements)).toBe('died')
      await letLeaseRunOut()
    }
    let deaths = 0
    while ((await migrateUntilDeath(beforeFirstStatement + 1)) === 'died') {
      deaths += 1
      await letLeaseRunOut()
    }
    const planned = planFor(database.dialect).flatMap(({ statements }) => statements)
    expect(deaths).toBeGreaterThan(2 * planned.length)
    expect(await states()).toEqual(names.map(() => 'applied'))
    expect(await schemaOf(database)).toEqual(undisturbed)
  })

  async function migrateUntilDeath(statements: number): Promise<'died' | 'ended'> {
    const die = (): void => {
      throw new Error('died')
    }
    const mortal = { ...database, db: database.db.withPlugin(diesAfter(statements, die)) }
    return migrate(mortal).then(
      () => 'ended',
      (error: unknown) => {
        if (error instanceof Error && error.message === 'died') return 'died'
        throw error
      },
    )
  }

  it('are carried on by the next process after kill -9, once the lease has run out', async () => {
    const { signal } = await runChild(migrateChild, [fresh.url, '40'])
    expect(signal).toBe('SIGKILL')
    expect(await states()).toContain('begun')
    const end = Date.now() + 500
    await letLeaseRunOut(end)
    const done = await migrate(database)
    expect(Date.now()).toBeGreaterThanOrEqual(end)
    expect(names.slice(-done.length)).toEqual(done)
    expect(await schemaOf(database)).toEqual(await schemaOfUndisturbed(create))
  })

  it('refuse to start when one was applied with other statements', async () => {
    await migrate(database)
    await run(`update schema_migrations set checksum = '${'0'.repeat(64)}' where name = '0002-person'`)
    await expect(migrate(database)).rejects.toThrow(/0002-person/)
    expect(await states()).toEqual(names.map((name) => (name === '0002-person' ? 'drifted' : 'applied')))
  })

  it('refuse to go on after one that was half applied with other statements', async () => {
    await migrateUntilDeath(20)
    await letLeaseRunOut()
    await run(`update schema_migrations set checksum = '${'0'.repeat(64)}'`)
    const before = await schemaOf(database)
    await expect(migrate(database)).rejects.toThrow(/0001-client/)
    expect(await schemaOf(database)).toEqual(before)
  })

  it('tolerate one that a newer program has applied', async () => {
    await migrate(database)
    await run(`insert into schema_migrations values ('9999-later', '${'f'.repeat(64)}', 3, 1, 2)`)
    expect(await migrate(database)).toEqual([])
    expect(await states()).toEqual(names.map(() => 'applied'))
  })

  it('make logs that the database itself lets nobody change or cut', async () => {
    await migrate(database)
    await fillLogs()
    for (const log of logs) {
      const before = await rowsOf(log)
      expect(before.length, log).toBeGreaterThan(0)
      await expect(run(`update ${log} set request_id = 'changed'`), log).rejects.toThrow(/append-only/)
      await expect(run(`update ${log} set id = id + 1000 where id > 0`), log).rejects.toThrow(/append-only/)
      await expect(run(`delete from ${log}`), log).rejects.toThrow(/append-only/)
      await expect(run(`replace into ${log} select * from ${log}`), log).rejects.toThrow(/append-only/)
      expect(await rowsOf(log)).toEqual(before)
    }
  })

  const rowsOf = (log: (typeof logs)[number]) => database.db.selectFrom(log).selectAll().execute()

  async function fillLogs(): Promise<void> {
    const core = compose(database, testSettings, testClock().now)
    await addPerson({ core })
    await core.verifyByPassword(
      { identifier: 'nobody@example.com', password: 'wrong', clientId: null },
      testCaller,
    )
    const request = { requestId: 'one', method: 'GET', path: '/', status: 200, durationInMilliseconds: 1 }
    const nobody = { clientXid: null, apiKeyXid: null, personXid: null }
    const { address, userAgent } = testCaller
    await core.appendRequests([{ ...request, ...nobody, address, userAgent, at: core.now() }])
  }
})

describe.runIf(databases.length > 1)('the schema', () => {
  it('has the same columns on every database', async () => {
    const columns = await Promise.all(databases.map(({ create }) => onMigrated(create, columnsOf)))
    expect(columns[0]?.length).toBeGreaterThan(100)
    expect(columns[1]).toEqual(columns[0])
  })
})

async function onMigrated<T>(
  create: () => Promise<FreshDatabase>,
  look: (database: Database<Tables>) => Promise<T>,
): Promise<T> {
  const { url, drop } = await create()
  const database = open<Tables>(url)
  await migrate(database)
  const seen = await look(database)
  await database.db.destroy()
  await drop()
  return seen
}

const schemaOfUndisturbed = (create: () => Promise<FreshDatabase>): Promise<unknown> =>
  onMigrated(create, schemaOf)

async function columnsOf({ db }: Database<Tables>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables()
  return tables
    .flatMap(({ name, columns }) =>
      columns.map((column) => `${name}.${column.name}${column.isNullable ? ' null' : ''}`),
    )
    .toSorted()
}

/** Every table, index, key and trigger as the database describes it, and the rows that come with them. */
async function schemaOf({ db, dialect }: Database<Tables>): Promise<unknown> {
  const queries = {
    sqlite: ['select type, name, sql from sqlite_master order by type, name'],
    mysql: [
      `select table_name, column_name, column_type, is_nullable, extra, character_set_name, collation_name
         from information_schema.columns where table_schema = database() order by 1, ordinal_position`,
      `select table_name, index_name, seq_in_index, column_name, non_unique
         from information_schema.statistics where table_schema = database() order by 1, 2, 3`,
      `select table_name, constraint_name, referenced_table_name, delete_rule
         from information_schema.referential_constraints where constraint_schema = database() order by 1, 2`,
      `select trigger_name, event_manipulation, event_object_table, action_statement
         from information_schema.triggers where trigger_schema = database() order by 1`,
    ],
  }
  const answers = await Promise.all(queries[dialect].map((query) => sql.raw(query).execute(db)))
  const hasRealms = JSON.stringify(answers).includes('realms')
  const realms = hasRealms ? await db.selectFrom('realms').selectAll().execute() : []
  return [...answers.map(({ rows }) => rows), realms]
}
