import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FreshDatabase, databases } from '../../../tests/support/databases.ts'
import { mariaDbVersion, startMariaDb } from '../../../tests/support/mariadb.ts'
import { testCaller } from '../../../tests/support/world.ts'
import { type PoolSettings, isUnavailable, open, transactOn } from '../src/index.ts'

type Notes = { notes: { id: number } }

/** A pool with little patience, so that its limits are reached soon. */
function impatient(url: string, settings: Partial<PoolSettings> = {}): Kysely<Notes> {
  const limits = { connections: 1, statementTimeoutInMilliseconds: 500, acquireTimeoutInMilliseconds: 500 }
  return open<Notes>(url, { ...limits, ...settings }).db
}

const errorOf = (work: Promise<unknown>): Promise<unknown> => work.then(String, (error: unknown) => error)
const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

async function connectionId(db: Kysely<Notes>): Promise<number> {
  const { rows } = await sql<{ id: number }>`select connection_id() as id`.execute(db)
  return rows[0]?.id ?? 0
}

const countNotes = async (db: Kysely<Notes>): Promise<number> =>
  (await db.selectFrom('notes').select('id').execute()).length

describe.each(databases.filter(({ name }) => name === 'mysql'))(
  'the limits of a $name pool',
  ({ create }) => {
    let fresh: FreshDatabase
    let db: Kysely<Notes>
    beforeEach(async () => {
      fresh = await create()
      db = impatient(fresh.url)
      const patient = open<Notes>(fresh.url).db
      await sql`create table notes (id integer primary key)`.execute(patient)
      await patient.destroy()
    })
    afterEach(async () => {
      await db.destroy()
      await fresh.drop()
    })

    it('give up a statement that takes too long, and its connection with it', async () => {
      const before = await connectionId(db)
      const error = await errorOf(sql`select sleep(1)`.execute(db))
      expect([codeOf(error), isUnavailable(error)]).toEqual(['LGC_STATEMENT_TIMEOUT', true])
      expect(await connectionId(db)).not.toBe(before)
    })

    /** What a statement in a transaction failed with, and what whoever began the transaction was told. */
    async function brokenBy(
      statement: (trx: Kysely<Notes>) => Promise<unknown>,
    ): Promise<{ readonly first: unknown; readonly told: unknown }> {
      let first: unknown
      const work = db.transaction().execute(async (trx) => {
        await trx.insertInto('notes').values({ id: 1 }).execute()
        first = await errorOf(statement(trx))
        throw first
      })
      const told = await errorOf(work)
      return { first, told }
    }

    it('report of a transaction what broke it, not that it could not be rolled back', async () => {
      const { first, told } = await brokenBy((trx) => sql`select sleep(1)`.execute(trx))
      expect(codeOf(first)).toBe('LGC_STATEMENT_TIMEOUT')
      expect(told).toBe(first)
      expect(await countNotes(db)).toBe(0)
    })

    it('report a connection that the server cut in a transaction, and go on with another', async () => {
      const operator = impatient(fresh.url)
      const { first, told } = await brokenBy(async (trx) => {
        await sql`kill ${sql.lit(await connectionId(trx))}`.execute(operator)
        await pause(50)
        await trx.insertInto('notes').values({ id: 2 }).execute()
      })
      expect(isUnavailable(first), String(first)).toBe(true)
      expect(told).toBe(first)
      expect(await countNotes(db)).toBe(0)
      await operator.destroy()
    })

    it('refuse whoever waits too long for a connection, and lose none of them', async () => {
      for (let round = 0; round < 3; round++) {
        const long = db.transaction().execute(() => pause(800))
        await pause(20)
        const error = await errorOf(countNotes(db))
        expect([codeOf(error), isUnavailable(error)]).toEqual(['LGC_POOL_EXHAUSTED', true])
        await long
        expect(await countNotes(db)).toBe(0)
      }
    })

    it('let a transaction that lost a race see what the winner wrote', async () => {
      const winner = impatient(fresh.url)
      await db.transaction().execute(async (trx) => {
        expect(await countNotes(trx)).toBe(0)
        await winner.insertInto('notes').values({ id: 1 }).execute()
        expect(await countNotes(trx)).toBe(1)
      })
      await winner.destroy()
    })

    it('let a lock be waited for, and end the wait before the statement is given up', async () => {
      const patient = open<Notes>(fresh.url, { connections: 2 }).db
      await patient.insertInto('notes').values({ id: 1 }).execute()
      let runs = 0
      const holder = patient.transaction().execute(async (trx) => {
        await trx.updateTable('notes').set({ id: 2 }).execute()
        await pause(1600)
      })
      await pause(50)
      await transactOn(patient, (trx) => trx)(testCaller, (trx) => {
        runs += 1
        return trx.updateTable('notes').set({ id: 3 }).execute()
      })
      await holder
      expect(runs).toBe(2)
      await patient.destroy()
    })

    it('refuse a value that does not fit instead of cutting it', async () => {
      await sql`alter table notes add column word varchar(3)`.execute(db)
      await expect(sql`insert into notes (id, word) values (1, 'longer')`.execute(db)).rejects.toThrow(
        /too long/i,
      )
    })
  },
)

describe.skipIf(mariaDbVersion() === undefined)('a database server', () => {
  const ping = (db: Kysely<Notes>): Promise<unknown> => sql`select 1`.execute(db)

  it('that does not answer is unavailable, and used again when it answers', async () => {
    const server = await startMariaDb()
    const db = impatient(server.url)
    await ping(db)
    process.kill(server.pid, 'SIGSTOP')
    try {
      // A thread that runs on another processor goes on for a moment.
      await pause(100)
      const error = await errorOf(ping(db))
      expect(isUnavailable(error), String(error)).toBe(true)
      const next = await errorOf(ping(db))
      expect(isUnavailable(next), String(next)).toBe(true)
    } finally {
      process.kill(server.pid, 'SIGCONT')
    }
    await vi.waitFor(() => ping(db), { timeout: 5000 })
    await db.destroy()
    await server.stop()
  })

  it('that is gone is unavailable at once', async () => {
    const server = await startMariaDb()
    const db = impatient(server.url)
    await ping(db)
    await server.stop()
    for (let attempt = 0; attempt < 3; attempt++) {
      const error = await errorOf(ping(db))
      expect(isUnavailable(error), String(error)).toBe(true)
    }
    await db.destroy()
  })
})
