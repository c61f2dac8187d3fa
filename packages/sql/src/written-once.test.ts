import {
  DummyDriver,
  Kysely,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  type CompiledQuery,
} from 'kysely'
import { expect, it } from 'vitest'
import { compilerFor } from './compile.ts'
import { rowsInto } from './rows-into.ts'
import { writtenOnce } from './written-once.ts'

interface Tables {
  things: { name: string; size: number | null }
}

type Sent = { readonly sql: string; readonly parameters: readonly unknown[] }

/** A database that takes every statement and keeps what it was. */
function listening(): { readonly db: Kysely<Tables>; readonly sent: Sent[] } {
  const sent: Sent[] = []
  const connection = {
    async executeQuery({ sql, parameters }: CompiledQuery) {
      sent.push({ sql, parameters })
      return { rows: [] }
    },
    streamQuery: () => {
      throw new Error('nothing is streamed')
    },
  }
  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new MysqlAdapter(),
      createDriver: () => Object.assign(new DummyDriver(), { acquireConnection: async () => connection }),
      createIntrospector: (own) => new MysqlIntrospector(own),
      createQueryCompiler: () => new MysqlQueryCompiler(),
    },
  })
  return { db, sent }
}

it('a statement is written once, and each time the values of that time are in it', async () => {
  let times = 0
  const rename = writtenOnce(
    (db: Kysely<Tables>, { from, to }: { readonly from: string; readonly to: string }) => {
      times++
      return db.updateTable('things').set({ name: to }).where('name', '=', from).where('size', '>', 7)
    },
  )
  const { db, sent } = listening()
  await rename(db, { from: 'a', to: 'b' })
  await rename(db, { to: 'd', from: 'c' })
  const sql = 'update `things` set `name` = ? where `name` = ? and `size` > ?'
  expect(sent).toEqual([
    { sql, parameters: ['b', 'a', 7] },
    { sql, parameters: ['d', 'c', 7] },
  ])
  expect(times).toBe(1)
})

it('a value may be null at one time and not at another', async () => {
  const add = writtenOnce((db: Kysely<Tables>, row: Tables['things']) => db.insertInto('things').values(row))
  const { db, sent } = listening()
  await add(db, { name: 'a', size: null })
  await add(db, { name: 'b', size: 2 })
  expect(sent.map(({ parameters }) => parameters)).toEqual([
    ['a', null],
    ['b', 2],
  ])
})

it('each dialect has its own', async () => {
  const written: string[] = []
  const find = writtenOnce((db: Kysely<Tables>, { name }: { readonly name: string }) => {
    const query = db.selectFrom('things').select('size').where('name', '=', name)
    written.push(query.compile().sql)
    return query
  })
  for (const dialect of ['mysql', 'sqlite', 'mysql'] as const) {
    await find(compilerFor(dialect) as Kysely<Tables>, { name: 'a' })
  }
  expect(written).toEqual([
    'select `size` from `things` where `name` = ?',
    'select "size" from "things" where "name" = ?',
  ])
})

it('a value that would stand in it for good is refused', () => {
  const add = writtenOnce((db: Kysely<Tables>, { name }: { readonly name: string }) =>
    db.insertInto('things').values({ name: JSON.stringify([name]), size: 1 }),
  )
  expect(() => add(listening().db, { name: 'a' })).toThrow('has no place for name')
})

it('rows are added by a statement that is written once for each number of them', async () => {
  let times = 0
  const add = rowsInto((db: Kysely<Tables>, rows: readonly Tables['things'][]) => {
    times++
    return db.insertInto('things').values(rows)
  })
  const { db, sent } = listening()
  for (const names of ['ab', 'cd', 'e'])
    await add(
      db,
      [...names].map((name, size) => ({ name, size })),
    )
  expect(sent).toEqual([
    { sql: 'insert into `things` (`name`, `size`) values (?, ?), (?, ?)', parameters: ['a', 0, 'b', 1] },
    { sql: 'insert into `things` (`name`, `size`) values (?, ?), (?, ?)', parameters: ['c', 0, 'd', 1] },
    { sql: 'insert into `things` (`name`, `size`) values (?, ?)', parameters: ['e', 0] },
  ])
  expect(times).toBe(2)
})
