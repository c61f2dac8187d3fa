import { sql } from 'kysely'
import type { Database } from './open.ts'

/** Resolves when the database answers. */
export async function ping<Tables>({ db }: Database<Tables>): Promise<void> {
  await sql`select 1`.execute(db)
}
