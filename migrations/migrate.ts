import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, isAlreadyDone, isBusyDatabase } from '@lgc/sql'
import { type HistoryTables, type MigrationStatus, createHistory, historyOf, statusOf } from './history.ts'
import { underLease } from './lease.ts'
import { type PlannedMigration, planFor } from './plan.ts'

/**
 * Brings the schema up to date and tells what was done. Safe when several processes start together, and
 * after a process died half-way: progress is kept per statement.
 *
 * @throws when a migration that was applied differs from the one this program has
 */
export async function migrate<T>(
  database: Database<T>,
  plan: readonly PlannedMigration[] = planFor(database.dialect),
): Promise<readonly string[]> {
  const before = await whenFree(() => statusOf(database, plan))
  refuseDrift(before)
  if (before.every(({ state }) => state === 'applied')) return []

  await whenFree(() => createHistory(database))
  const done: string[] = []
  await underLease(database, 'migrating', async () => {
    const now = await statusOf(database, plan)
    refuseDrift(now)
    for (const [index, migration] of plan.entries()) {
      const status = now[index]
      if (!status || status.state === 'applied') continue
      await apply(database, migration, status)
      done.push(migration.name)
    }
  })
  return done
}

export function refuseDrift(statuses: readonly MigrationStatus[]): void {
  const drifted = statuses.filter(({ state }) => state === 'drifted').map(({ name }) => name)
  if (drifted.length === 0) return
  throw new Error(
    `The database was migrated with other statements than this program has: ${drifted.join(', ')}`,
  )
}

async function apply<T>(
  database: Database<T>,
  { name, checksum, statements }: PlannedMigration,
  { state, statementsDone }: MigrationStatus,
): Promise<void> {
  const history = historyOf(database)
  if (state === 'pending') {
    const row: HistoryTables['schema_migrations'] = {
      name,
      checksum,
      statements_done: 0,
      started_at: Date.now(),
      applied_at: null,
    }
    await history.insertInto('schema_migrations').values(row).execute()
  }
  for (const [index, statement] of statements.entries()) {
    if (index < statementsDone) continue
    const mayBeDone = state === 'begun' && index === statementsDone
    await whenFree(() => database.db.executeQuery(statement)).catch((error: unknown) => {
      if (!(mayBeDone && isAlreadyDone(error))) throw error
    })
    await note(history, name, { statements_done: index + 1 })
  }
  await note(history, name, { applied_at: Date.now() })
}

async function note(
  history: ReturnType<typeof historyOf>,
  name: string,
  progress: Partial<HistoryTables['schema_migrations']>,
): Promise<void> {
  await whenFree(() =>
    history.updateTable('schema_migrations').set(progress).where('name', '=', name).execute(),
  )
}

/** Another process may hold the one write lock of an embedded database for a moment. */
async function whenFree<T>(work: () => Promise<T>): Promise<T> {
  const givesUpAt = Date.now() + 10_000
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isBusyDatabase(error) || Date.now() > givesUpAt) throw error
      await sleep(20 + Math.random() * 50)
    }
  }
}
