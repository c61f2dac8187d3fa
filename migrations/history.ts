import type { Database } from '@lgc/sql'
import { isMissingTable } from '@lgc/sql'
import type { Kysely } from 'kysely'
import { type PlannedMigration, planFor } from './plan.ts'
import { portable } from './portable.ts'

/** What the migrations keep about themselves. */
export interface HistoryTables {
  schema_migrations: {
    name: string
    checksum: string
    statements_done: number
    started_at: number
    applied_at: number | null
  }
  schema_lock: { id: number; holder: string; expires_at: number }
}

export type MigrationState = 'applied' | 'pending' | 'begun' | 'drifted'
export type MigrationStatus = {
  readonly name: string
  readonly state: MigrationState
  readonly appliedAt: number | null
  readonly statementsDone: number
}

/** Where each migration stands. `drifted` means that it was applied with other SQL than this program has. */
export async function statusOf<T>(
  database: Database<T>,
  plan: readonly PlannedMigration[] = planFor(database.dialect),
): Promise<readonly MigrationStatus[]> {
  const applied = await rowsOf(historyOf(database))
  return plan.map(({ name, checksum }) => {
    const row = applied.get(name)
    if (!row) return { name, state: 'pending', appliedAt: null, statementsDone: 0 }
    const state = row.checksum !== checksum ? 'drifted' : row.applied_at === null ? 'begun' : 'applied'
    return { name, state, appliedAt: row.applied_at, statementsDone: row.statements_done }
  })
}

export function historyOf<T>({ db }: Database<T>): Kysely<HistoryTables> {
  return db as unknown as Kysely<HistoryTables>
}

export async function createHistory<T>(database: Database<T>): Promise<void> {
  const { key, instant, count } = portable[database.dialect]
  const { schema } = historyOf(database)
  await schema
    .createTable('schema_migrations')
    .ifNotExists()
    .addColumn('name', key(100), (column) => column.primaryKey().notNull())
    .addColumn('checksum', key(64), (column) => column.notNull())
    .addColumn('statements_done', count, (column) => column.notNull())
    .addColumn('started_at', instant, (column) => column.notNull())
    .addColumn('applied_at', instant)
    .execute()
  await schema
    .createTable('schema_lock')
    .ifNotExists()
    .addColumn('id', count, (column) => column.primaryKey().notNull())
    .addColumn('holder', key(40), (column) => column.notNull())
    .addColumn('expires_at', instant, (column) => column.notNull())
    .execute()
}

type HistoryRow = HistoryTables['schema_migrations']

async function rowsOf(db: Kysely<HistoryTables>): Promise<ReadonlyMap<string, HistoryRow>> {
  try {
    const rows = await db
      .selectFrom('schema_migrations')
      .select(['name', 'checksum', 'statements_done', 'started_at', 'applied_at'])
      .execute()
    return new Map(rows.map((row) => [row.name, row]))
  } catch (error) {
    if (isMissingTable(error)) return new Map()
    throw error
  }
}
