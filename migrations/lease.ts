import { setTimeout as sleep } from 'node:timers/promises'
import { isOne, isUniqueViolation } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { HistoryTables } from './history.ts'

const leaseInMilliseconds = 10_000
const renewalInMilliseconds = 2000
const patienceInMilliseconds = 120_000

/**
 * Lets one of several processes work at a time. A row instead of the database's own advisory lock,
 * which SQLite does not have and which Galera keeps per node. The holder renews; one that died is
 * followed by another when its lease has run out.
 */
export async function underLease(db: Kysely<HistoryTables>, work: () => Promise<void>): Promise<void> {
  const holder = `${process.pid}-${Math.random().toString(36).slice(2)}`
  await acquire(db, holder)
  const renewal = setInterval(() => void extend(db, holder).catch(() => false), renewalInMilliseconds)
  try {
    await work()
  } finally {
    clearInterval(renewal)
    await db.updateTable('schema_lock').set({ expires_at: 0 }).where('holder', '=', holder).execute()
  }
}

async function acquire(db: Kysely<HistoryTables>, holder: string): Promise<void> {
  const givesUpAt = Date.now() + patienceInMilliseconds
  while (!((await insert(db, holder)) || (await takeOver(db, holder)))) {
    if (Date.now() > givesUpAt) throw new Error('Another process has been migrating for two minutes')
    await sleep(100)
  }
}

async function insert(db: Kysely<HistoryTables>, holder: string): Promise<boolean> {
  const known = await db.selectFrom('schema_lock').select('id').where('id', '=', 1).executeTakeFirst()
  if (known) return false
  try {
    await db.insertInto('schema_lock').values({ id: 1, holder, expires_at: leaseEnd() }).execute()
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}

async function takeOver(db: Kysely<HistoryTables>, holder: string): Promise<boolean> {
  const result = await db
    .updateTable('schema_lock')
    .set({ holder, expires_at: leaseEnd() })
    .where('id', '=', 1)
    .where('expires_at', '<', Date.now())
    .executeTakeFirst()
  return isOne(result)
}

async function extend(db: Kysely<HistoryTables>, holder: string): Promise<void> {
  await db.updateTable('schema_lock').set({ expires_at: leaseEnd() }).where('holder', '=', holder).execute()
}

function leaseEnd(): number {
  return Date.now() + leaseInMilliseconds
}
