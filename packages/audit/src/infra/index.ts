export {
  type SealKeySettings,
  ed25519SealKeys,
  parsePublicKey,
  parseSigningKey,
  sha256,
} from './ed25519-seal-keys.ts'
export {
  sqlReadableAuditLog,
  sqlReadableRequestLog,
  sqlReadableSecurityLog,
} from './sql-readable-logs.ts'
export { sqlRequests } from './sql-requests.ts'
export { sqlRetention } from './sql-retention.ts'
export { sqlSealableLog } from './sql-sealable-log.ts'
export { sqlSealingLease } from './sql-sealing-lease.ts'
export { sqlSeals } from './sql-seals.ts'
export { type GatheredTrail, type TrailSettings, sqlTrail } from './sql-trail.ts'
export { type TrailRows, trailAlone, writeTrail } from './sql-trail-writer.ts'
export type { AuditTables } from './tables.ts'
