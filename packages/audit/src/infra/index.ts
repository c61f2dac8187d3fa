export { sqlRequests } from './sql-requests.ts'
export { type TrailSettings, sqlTrail } from './sql-trail.ts'
export type { AuditTables } from './tables.ts'
