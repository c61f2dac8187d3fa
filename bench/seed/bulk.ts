import type { Tables } from '@lgc/composition'
import type { Insertable, Kysely } from 'kysely'

const rowsInStatement = 500
const statementsInTransaction = 20

/** Fills a table with so many rows, made by their number; many to a statement and many statements to a commit. */
export async function insertMany<Name extends keyof Tables>(
  db: Kysely<Tables>,
  table: Name,
  count: number,
  rowOf: (index: number) => Insertable<Tables[Name]>,
): Promise<void> {
  const rowsInTransaction = rowsInStatement * statementsInTransaction
  for (let start = 0; start < count; start += rowsInTransaction) {
    const end = Math.min(count, start + rowsInTransaction)
    await db.transaction().execute(async (trx) => {
      for (let from = start; from < end; from += rowsInStatement) {
        const rows = Array.from({ length: Math.min(rowsInStatement, end - from) }, (_, i) => rowOf(from + i))
        await trx.insertInto(table).values(rows).execute()
      }
    })
  }
}

/** The highest row number of a table that nobody else writes to; 0 when it is empty. */
export async function lastId(
  db: Kysely<Tables>,
  table: 'persons' | 'clients' | 'sessions' | 'audit_log',
): Promise<number> {
  const row = await db.selectFrom(table).select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row?.id ?? 0
}
