export { type MigrationState, type MigrationStatus, statusOf } from './history.ts'
export { ifNobodyElse } from './lease.ts'
export { migrate, refuseDrift } from './migrate.ts'
export { type PlannedMigration, planFor } from './plan.ts'
