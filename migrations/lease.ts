import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, isOne, isUniqueViolation } from '@lgc/sql'
import type { Kysely } from 'kysely'
import { type HistoryTables, historyOf } from './history.ts'

const leaseInMilliseconds = 10_000
const renewalInMilliseconds = 2000
const patienceInMilliseconds = 120_000

/** What one process at a time may do, by the row that stands for it. */
const rows = { migrating: 1, sweeping: 2 } as const
type Task = keyof typeof rows

type Lease = { readonly db: Kysely<HistoryTables>; readonly task: Task; readonly holder: string }

/**
 * Lets one of several processes work at a time. A row instead of the database's own advisory lock,
 * which SQLite does not have and which Galera keeps per node. The holder renews; one that died is
 * followed by another when its lease has run out.
 */
export async function underLease<T>(
  database: Database<T>,
  task: Task,
  work: () => Promise<void>,
): Promise<void> {
  const lease = leaseOf(database, task)
  const givesUpAt = Date.now() + patienceInMilliseconds
  while (!(await acquire(lease))) {
    if (Date.now() > givesUpAt) throw new Error(`Another process has been ${task} for two minutes`)
    await sleep(100)
  }
  await whileHolding(lease, work)
}

/** Works unless another process does so just now; undefined when one does. */
export async function ifNobodyElse<T, R>(
  database: Database<T>,
  task: Task,
  work: () => Promise<R>,
): Promise<R | undefined> {
  const lease = leaseOf(database, task)
  return (await acquire(lease)) ? whileHolding(lease, work) : undefined
}

function leaseOf<T>(database: Database<T>, task: Task): Lease {
  const holder = `${process.pid}-${Math.random().toString(36).slice(2)}`
  return { db: historyOf(database), task, holder }
}

async function whileHolding<R>(lease: Lease, work: () => Promise<R>): Promise<R> {
  const renewal = setInterval(
    () => void expireAt(lease, leaseEnd()).catch(() => false),
    renewalInMilliseconds,
  )
  try {
    return await work()
  } finally {
    clearInterval(renewal)
    await expireAt(lease, 0)
  }
}

async function acquire(lease: Lease): Promise<boolean> {
  return (await insert(lease)) || (await takeOver(lease))
}

async function insert({ db, task, holder }: Lease): Promise<boolean> {
  const id = rows[task]
  const known = await db.selectFrom('schema_lock').select('id').where('id', '=', id).executeTakeFirst()
  if (known) return false
  try {
    await db.insertInto('schema_lock').values({ id, holder, expires_at: leaseEnd() }).execute()
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}

async function takeOver({ db, task, holder }: Lease): Promise<boolean> {
  const result = await db
    .updateTable('schema_lock')
    .set({ holder, expires_at: leaseEnd() })
    .where('id', '=', rows[task])
    .where('expires_at', '<', Date.now())
    .executeTakeFirst()
  return isOne(result)
}

async function expireAt({ db, holder }: Lease, at: number): Promise<void> {
  await db.updateTable('schema_lock').set({ expires_at: at }).where('holder', '=', holder).execute()
}

function leaseEnd(): number {
  return Date.now() + leaseInMilliseconds
}
