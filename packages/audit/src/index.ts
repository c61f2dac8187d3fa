export { type ExportFormat, type ExportLog, exportFormats, exportLog } from './app/export-log.ts'
export type { AuditUnit } from './app/ports.ts'
export { type PruneCounts, type PruneRecord, type PruneRefusal, pruneRecord } from './app/prune-record.ts'
export { type LogPage, type LogQuestion, type ReadLog, readLog } from './app/read-log.ts'
export { type AppendRequests, type RequestJournal, requestJournal } from './app/request-journal.ts'
export { type SealRecord, type Sealed, sealRecord } from './app/seal-record.ts'
export { type VerifyRecord, verifyRecord } from './app/verify-record.ts'
export type { ChainEnd } from './domain/check-chain.ts'
export type { Finding, FindingKind, Verification } from './domain/finding.ts'
export type { AuditEntry, NotedRequest, SecurityEvent } from './domain/log-entry.ts'
export type { AuditFilter, RequestFilter, SecurityFilter } from './domain/log-filter.ts'
export {
  type PlainEntry,
  plainAuditEntry,
  plainRequest,
  plainSecurityEvent,
} from './domain/plain-entry.ts'
export { sealedLogs } from './domain/seal.ts'
export type { ServedRequest } from './domain/served-request.ts'
