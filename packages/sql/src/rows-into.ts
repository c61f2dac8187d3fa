import { type Compilable, CompiledQuery, type Kysely } from 'kysely'

/** Statements of more rows are not kept unless somebody says so: there are many numbers, and they are long. */
const mostRowsKept = 64

/**
 * Adds rows by a statement that is written once for each number of rows and each dialect, because writing a long one
 * takes longer than carrying it out. All rows have the same columns in the same order.
 */
export function rowsInto<Tables, Row extends object>(
  build: (db: Kysely<Tables>, rows: readonly Row[]) => Compilable,
  isKept: (count: number) => boolean = (count) => count <= mostRowsKept,
): (db: Kysely<Tables>, rows: readonly Row[]) => Promise<void> {
  const written = new Map<unknown, Map<number, string>>()
  return async (db, rows) => {
    const dialect = db.getExecutor().adapter.constructor
    const kept = written.get(dialect) ?? new Map<number, string>()
    written.set(dialect, kept)
    const sql = kept.get(rows.length) ?? build(db, rows).compile().sql
    if (isKept(rows.length)) kept.set(rows.length, sql)
    const values: unknown[] = rows.flatMap((row) => Object.values(row))
    await db.executeQuery(CompiledQuery.raw(sql, values))
  }
}
