import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mergedLookup } from './merged-lookup.ts'
import { type Database, open } from './open.ts'

type Tables = { words: { word: string; length: number } }

const words = Array.from({ length: 150 }, (_, index) => `word-${index}`)

describe('lookups of the same turn', () => {
  let database: Database<Tables>
  let statements: string[]
  beforeEach(async () => {
    database = open<Tables>('sqlite::memory:')
    statements = []
    const { db } = database
    await sql`create table words (word text primary key, length integer not null)`.execute(db)
    await db
      .insertInto('words')
      .values(words.map((word) => ({ word, length: word.length })))
      .execute()
  })
  afterEach(() => database.db.destroy())

  const lookup = () => {
    const db = database.db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        statements.push(String(result.rows.length))
        return result
      },
    })
    return mergedLookup(db, {
      select: (keys: readonly string[]) => db.selectFrom('words').selectAll().where('word', 'in', keys),
      keyOf: ({ word }) => word,
    })
  }

  it('share one statement, and each finds its own', async () => {
    const find = lookup()
    const found = await Promise.all(['word-7', 'nothing', 'word-123', 'word-7'].map((word) => find(word)))
    expect(found.map((row) => row?.length)).toEqual([6, undefined, 8, 6])
    expect(statements).toEqual(['2'])
  })

  it('are cut where there are very many', async () => {
    const find = lookup()
    const found = await Promise.all(words.map((word) => find(word)))
    expect(found.map((row) => row?.word)).toEqual(words)
    expect(statements.toSorted()).toEqual(['22', '64', '64'])
  })

  it('see what was written since the last turn', async () => {
    const find = lookup()
    expect(await find('word-1')).toBeDefined()
    await database.db.deleteFrom('words').where('word', '=', 'word-1').execute()
    expect(await find('word-1')).toBeUndefined()
  })

  it('fail together, and the next ones are asked anew', async () => {
    const find = lookup()
    await sql`alter table words rename to letters`.execute(database.db)
    const failed = await Promise.allSettled([find('word-1'), find('word-2')])
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await sql`alter table letters rename to words`.execute(database.db)
    expect(await find('word-1')).toBeDefined()
  })

  it('have no parameters but their keys', async () => {
    const find = mergedLookup(database.db, {
      select: (keys: readonly string[]) =>
        database.db.selectFrom('words').selectAll().where('word', 'in', keys).where('length', '>', 1),
      keyOf: ({ word }) => word,
    })
    await expect(find('word-1')).rejects.toThrow('parameters besides its keys')
  })
})
