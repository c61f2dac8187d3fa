import { createPool } from 'mysql2/promise'

export type Row = Readonly<Record<string, string | number | null>>
export type Value = string | number | null

/** Statements of the driver itself, each prepared once: nothing compiles, checks or limits anything. */
export type RawStatements = {
  readonly find: (sql: string, values: readonly Value[]) => Promise<Row | undefined>
  /** The id of the row that was added last. */
  readonly run: (sql: string, values: readonly Value[]) => Promise<number>
}

export type RawDatabase = RawStatements & {
  readonly transact: <T>(work: (statements: RawStatements) => Promise<T>) => Promise<T>
}

export async function rawDatabase(url: string): Promise<RawDatabase> {
  return url.startsWith('sqlite:') ? sqliteFile(url.slice('sqlite:'.length)) : mariaDbPool(url)
}

type MysqlRunner = {
  readonly execute: (sql: string, values: Value[]) => Promise<readonly [unknown, unknown]>
}

function mariaDbPool(uri: string): RawDatabase {
  const pool = createPool({ uri, timezone: 'Z', supportBigNumbers: true, connectionLimit: 10 })
  return {
    ...mysqlStatements(pool as MysqlRunner),
    async transact(work) {
      const connection = await pool.getConnection()
      try {
        await connection.query('begin')
        const done = await work(mysqlStatements(connection as MysqlRunner))
        await connection.query('commit')
        return done
      } finally {
        connection.release()
      }
    },
  }
}

function mysqlStatements(runner: MysqlRunner): RawStatements {
  return {
    async find(sql, values) {
      const [rows] = await runner.execute(sql, [...values])
      return (rows as readonly Row[])[0]
    },
    async run(sql, values) {
      const [result] = await runner.execute(sql, [...values])
      return (result as { readonly insertId: number }).insertId
    },
  }
}

type SqliteStatement = {
  all(...values: unknown[]): unknown[]
  get(...values: unknown[]): Row | undefined
  iterate(...values: unknown[]): IterableIterator<unknown>
  run(...values: unknown[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint }
}
export type SqliteFile = { prepare(sql: string): SqliteStatement; exec(sql: string): void; close(): void }
export type SqliteModule = { DatabaseSync: new (path: string) => SqliteFile }

/** `node:sqlite` from Node 22 on; on Node 20 a package of the same interface. */
export async function sqliteModule(): Promise<SqliteModule> {
  const name = process.getBuiltinModule?.('node:sqlite') ? 'node:sqlite' : '@photostructure/sqlite'
  return (await import(name)) as SqliteModule
}

async function sqliteFile(path: string): Promise<RawDatabase> {
  const { DatabaseSync } = await sqliteModule()
  const file = new DatabaseSync(path)
  for (const pragma of [
    'journal_mode = WAL',
    'synchronous = FULL',
    'foreign_keys = ON',
    'busy_timeout = 5000',
  ]) {
    file.exec(`pragma ${pragma}`)
  }
  const prepared = new Map<string, SqliteStatement>()
  const statement = (sql: string): SqliteStatement => {
    const known = prepared.get(sql) ?? file.prepare(sql)
    prepared.set(sql, known)
    return known
  }
  const find = (sql: string, values: readonly Value[]): Row | undefined => statement(sql).get(...values)
  const run = (sql: string, values: readonly Value[]): number =>
    Number(statement(sql).run(...values).lastInsertRowid)
  // One connection: whoever has begun is alone until it has committed.
  let last: Promise<unknown> = Promise.resolve()
  return {
    find: async (sql, values) => find(sql, values),
    run: async (sql, values) => run(sql, values),
    transact(work) {
      const mine = last.then(async () => {
        file.exec('begin immediate')
        const done = await work({ find: async (...of) => find(...of), run: async (...of) => run(...of) })
        file.exec('commit')
        return done
      })
      last = mine
      return mine
    },
  }
}
