import { Readable } from 'node:stream'
import { type RowDataPacket, createConnection } from 'mysql2/promise'
import { type SqliteFile, sqliteModule } from '../servers/raw-database.ts'

export type Cell = string | number | null
export type RowOf = (index: number) => Readonly<Record<string, Cell>>

/** Fills tables in the way that is the fastest in each database: it would take hours row by row. */
export type Filler = {
  readonly fill: (table: string, count: number, rowOf: RowOf) => Promise<void>
  /** The number of the last row of a table to which only the bench adds; 0 when it is empty. */
  readonly lastId: (table: string) => Promise<number>
  readonly run: (sql: string) => Promise<void>
  readonly close: () => Promise<void>
}

const rowsInPart = 1000

export async function openFiller(url: string): Promise<Filler> {
  return url.startsWith('sqlite:') ? fileFiller(url.slice('sqlite:'.length)) : serverFiller(url)
}

/**
 * LOAD DATA. Without the two checks InnoDB sorts the rows of an empty table and writes its indexes in order. Afterwards
 * the optimizer is told what is there now: it would learn it by itself, but only when the measuring is over.
 */
async function serverFiller(uri: string): Promise<Filler> {
  const connection = await createConnection({ uri, timezone: 'Z' })
  await connection.query(`set time_zone = '+00:00', foreign_key_checks = 0, unique_checks = 0`)
  return {
    async fill(table, count, rowOf) {
      if (count === 0) return
      const columns = Object.keys(rowOf(0))
      const [done] = await connection.query({
        sql: `load data local infile 'rows' into table ${table} character set utf8mb4 (${columns.join(', ')})`,
        infileStreamFactory: () => Readable.from(lines(count, rowOf), { objectMode: false }),
      })
      const { affectedRows } = done as { readonly affectedRows: number }
      if (affectedRows !== count) throw new Error(`${affectedRows} of ${count} rows are in ${table}`)
      await connection.query(`analyze table ${table}`)
    },
    async lastId(table) {
      const [[highest]] = await connection.query<RowDataPacket[]>(`select max(id) as id from ${table}`)
      return Number(highest?.['id'] ?? 0)
    },
    async run(sql) {
      await connection.query(sql)
    },
    close: () => connection.end(),
  }
}

function* lines(count: number, rowOf: RowOf): Generator<Buffer> {
  for (let start = 0; start < count; start += rowsInPart) {
    let part = ''
    for (let index = start; index < Math.min(count, start + rowsInPart); index++) {
      part += lineOf(rowOf(index))
    }
    yield Buffer.from(part)
  }
}

/** Written as a loop because millions of rows go through it. */
function lineOf(row: ReturnType<RowOf>): string {
  let line = ''
  let tab = ''
  for (const name in row) {
    const value = row[name] ?? null
    line += tab + (value === null ? '\\N' : typeof value === 'number' ? value : escaped(value))
    tab = '\t'
  }
  return `${line}\n`
}

function escaped(text: string): string {
  return special.test(text) ? text.replace(/[\\\t\n]/g, '\\$&') : text
}

const special = /[\\\t\n]/

type Part = { readonly name: string; readonly type: string; readonly sql: string }

/** From here on it is faster to build the indexes of an empty table when all rows are in it. */
const manyRows = 100_000

/** One prepared statement in one transaction. */
async function fileFiller(path: string): Promise<Filler> {
  const { DatabaseSync } = await sqliteModule()
  const file = new DatabaseSync(path)
  const pragmas = [
    'journal_mode = WAL',
    'synchronous = NORMAL',
    'busy_timeout = 10000',
    'cache_size = -2000000',
  ]
  for (const pragma of pragmas) file.exec(`pragma ${pragma}`)
  const highest = (table: string): number => {
    const [row] = file.prepare(`select max(id) as id from ${table}`).all() as { readonly id: number | null }[]
    return row?.id ?? 0
  }
  return {
    async fill(table, count, rowOf) {
      if (count === 0) return
      const parts = count >= manyRows && highest(table) === 0 ? partsOf(file, table) : []
      for (const part of parts) file.exec(`drop ${part.type} ${part.name}`)
      insertAll(file, table, { count, rowOf })
      for (const { sql } of parts) file.exec(sql)
    },
    lastId: async (table) => highest(table),
    run: async (sql) => file.exec(sql),
    close: async () => file.close(),
  }
}

function insertAll(
  file: SqliteFile,
  table: string,
  { count, rowOf }: { readonly count: number; readonly rowOf: RowOf },
): void {
  const columns = Object.keys(rowOf(0))
  const marks = columns.map(() => '?').join(', ')
  const insert = file.prepare(`insert into ${table} (${columns.join(', ')}) values (${marks})`)
  // One transaction: pages of a unique index in no order are written once then, and not once for each part.
  file.exec('begin immediate')
  for (let index = 0; index < count; index++) insert.run(...Object.values(rowOf(index)))
  file.exec('commit')
}

/** Indexes and triggers that can be taken away and made again; those of unique columns cannot. */
function partsOf(file: SqliteFile, table: string): readonly Part[] {
  const made = `select name, type, sql from sqlite_master where tbl_name = '${table}' and sql is not null`
  return file.prepare(`${made} and type in ('index', 'trigger') order by type`).all() as Part[]
}
