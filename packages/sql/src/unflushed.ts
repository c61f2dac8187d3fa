import { type Kysely, sql } from 'kysely'
import type { Database } from './open.ts'

/** Does work on one connection. */
export type OnConnection<Tables> = (work: (db: Kysely<Tables>) => Promise<void>) => Promise<void>

/**
 * For statements that may be lost when the machine loses its power: SQLite does not wait for the disk after them,
 * which would keep everybody else waiting. They survive the end of the process. MySQL decides that for the whole server.
 */
export function unflushed<Tables>({
  db,
  dialect,
}: Pick<Database<Tables>, 'db' | 'dialect'>): OnConnection<Tables> {
  if (dialect === 'mysql') return (work) => work(db)
  return (work) =>
    db.connection().execute(async (connection) => {
      await sql`pragma synchronous = normal`.execute(connection)
      try {
        await work(connection)
      } finally {
        await sql`pragma synchronous = full`.execute(connection)
      }
    })
}
