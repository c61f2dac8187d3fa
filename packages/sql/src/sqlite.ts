import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from 'kysely'
import { isBusyDatabase } from './errors.ts'

/** What `node:sqlite` and the package that stands in for it on Node 20 have in common. */
type Statement = {
  all(...parameters: unknown[]): unknown[]
  run(...parameters: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint }
  iterate(...parameters: unknown[]): IterableIterator<unknown>
}
type Connection = { prepare(sql: string): Statement; exec(sql: string): void; close(): void }
type SqliteModule = {
  DatabaseSync: new (path: string, options: { timeout: number }) => Connection
}

/** How long SQLite itself waits for the write lock. Short, because it waits on the event loop. */
const lockWaitInMilliseconds = 100
/** How long a single statement waits for it after that, while the event loop goes on. */
const patienceInMilliseconds = 5000
const cachedStatements = 400

/** The last lets triggers see the rows that REPLACE deletes: without it an append-only log could be rewritten. */
const pragmas = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'recursive_triggers = ON',
  // 16 MB of log before it is worked into the file, which everybody waits for, and 64 MB of pages in memory.
  'wal_autocheckpoint = 4000',
  'cache_size = -65536',
]

const begin = CompiledQuery.raw('begin immediate')
const rollback = CompiledQuery.raw('rollback')

/** Transactions take the write lock at once: one that reads first could not be retried half-way. */
export function sqliteDialect(path: string): Dialect {
  const driver = new SqliteDriver({ database: () => openFile(path) })
  const acquire = driver.acquireConnection.bind(driver)
  driver.acquireConnection = async () => patient(await acquire())
  driver.beginTransaction = async (connection) => {
    await connection.executeQuery(begin)
  }
  driver.rollbackTransaction = async (connection) => {
    await connection.executeQuery(rollback).catch(unlessRolledBack)
  }
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** A full disk and the like end a transaction by themselves; to ask for its end once more would hide the cause. */
function unlessRolledBack(error: unknown): void {
  if (!(error instanceof Error && error.message.includes('no transaction is active'))) throw error
}

/**
 * Tries a statement again that found the file locked: it did nothing. Not so the beginning of a transaction,
 * which is tried again by whoever began it, so that the connection is free for readers in between.
 */
function patient(connection: DatabaseConnection): DatabaseConnection {
  return {
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
    async executeQuery(query) {
      const givesUpAt = performance.now() + patienceInMilliseconds
      for (;;) {
        try {
          return await connection.executeQuery(query)
        } catch (error) {
          if (query === begin || !isBusyDatabase(error) || performance.now() > givesUpAt) throw error
          await sleep(5 + Math.random() * 20)
        }
      }
    },
  }
}

async function openFile(path: string): Promise<SqliteDatabase> {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const { DatabaseSync } = await sqliteModule()
  const connection = new DatabaseSync(path, { timeout: lockWaitInMilliseconds })
  for (const pragma of pragmas) connection.exec(`pragma ${pragma}`)
  return asKyselyDatabase(connection)
}

/** `node:sqlite` from Node 22 on; on Node 20 a package of the same interface. */
async function sqliteModule(): Promise<SqliteModule> {
  const name = process.getBuiltinModule?.('node:sqlite') ? 'node:sqlite' : '@photostructure/sqlite'
  return (await import(name)) as SqliteModule
}

function asKyselyDatabase(connection: Connection): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    close: () => connection.close(),
    prepare(sql) {
      const known = statements.get(sql)
      if (known) return known
      const statement = asKyselyStatement(connection.prepare(sql), sql)
      if (statements.size >= cachedStatements) statements.clear()
      statements.set(sql, statement)
      return statement
    },
  }
}

function asKyselyStatement(statement: Statement, sql: string): SqliteStatement {
  return {
    reader: /^\s*(select|with|pragma|explain)\b/i.test(sql),
    all: (parameters) => statement.all(...parameters),
    run: (parameters) => statement.run(...parameters),
    iterate: (parameters) => statement.iterate(...parameters),
  }
}
