import type { MigrationStatus } from '@lgc/migrations'
import { table, when } from './table.ts'

type MigrationTable = { readonly text: string; readonly json: unknown }

/** Where each migration stands, for people and for scripts. */
export function migrationTable(statuses: readonly MigrationStatus[]): MigrationTable {
  const rows = statuses.map(({ name, state, appliedAt }) => [name, state, when(appliedAt)])
  const migrations = statuses.map(({ name, state, appliedAt }) => ({
    name,
    state,
    applied_at: appliedAt === null ? null : when(appliedAt),
  }))
  return { text: table([['MIGRATION', 'STATE', 'APPLIED AT'], ...rows]), json: { migrations } }
}
