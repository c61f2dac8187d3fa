import { sql } from 'kysely'
import type { Database } from './open.ts'

/** Resolves when the database answers. */
export async function ping<Tables>({ db }: Database<Tables>): Promise<void> {
  await sql`select 1`.execute(db)
}

const readOnlyOf = sql<{ server: unknown; storage: unknown }>`
  select @@global.read_only as server, @@global.innodb_read_only as storage`

/**
 * Whether the server takes no writes, as a primary that became a replica does. It is asked and not tried, so
 * that nothing is written for it. A file has no such state: what keeps it from being written is a fault.
 */
export async function isReadOnly<Tables>({ db, dialect, renew }: Database<Tables>): Promise<boolean> {
  if (dialect === 'sqlite') return false
  const { rows } = await readOnlyOf.execute(db)
  const isSo = rows.some(({ server, storage }) => isOn(server) || isOn(storage))
  // Somebody else is the primary by now, or soon: what was asked here is asked there next time.
  if (isSo) renew()
  return isSo
}

/** Servers say 0 and 1, or OFF and words for how much. */
function isOn(value: unknown): boolean {
  return !['0', 'OFF'].includes(String(value))
}
