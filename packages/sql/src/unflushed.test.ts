import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, open } from './open.ts'
import { unflushed } from './unflushed.ts'

const [normal, full] = [1, 2]

describe('statements that need not be on disk', () => {
  let database: Database<object>
  beforeEach(() => {
    database = open<object>('sqlite::memory:')
  })
  afterEach(() => database.db.destroy())

  const careOf = async (db: Kysely<object>): Promise<number | undefined> =>
    (await sql<{ synchronous: number }>`pragma synchronous`.execute(db)).rows[0]?.synchronous

  it('are not waited for, and all others are', async () => {
    let during: number | undefined
    await unflushed(database)(async (db) => {
      during = await careOf(db)
    })
    expect([during, await careOf(database.db)]).toEqual([normal, full])
  })

  it('leave the care as it was when they fail', async () => {
    const failing = unflushed(database)(async () => {
      throw new Error('no such table')
    })
    await expect(failing).rejects.toThrow('no such table')
    expect(await careOf(database.db)).toBe(full)
  })
})
