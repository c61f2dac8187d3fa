import {
  type AuditEntry,
  type AuditFilter,
  type AuditUnit,
  type ExportLog,
  type NotedRequest,
  type PruneRecord,
  type ReadLog,
  type RequestFilter,
  type SealRecord,
  type SecurityEvent,
  type SecurityFilter,
  type VerifyRecord,
  exportLog,
  plainAuditEntry,
  plainRequest,
  plainSecurityEvent,
  pruneRecord,
  readLog,
  sealRecord,
  sealedLogs,
  verifyRecord,
} from '@lgc/audit'
import {
  type SealKeySettings,
  ed25519SealKeys,
  sha256,
  sqlReadableAuditLog,
  sqlReadableRequestLog,
  sqlReadableSecurityLog,
  sqlRetention,
  sqlSealableLog,
  sqlSealingLease,
  sqlSeals,
} from '@lgc/audit/infra'
import type { Clock, NewXid, Transact } from '@lgc/kernel'
import { type Database, narrow } from '@lgc/sql'
import type { Tables } from './tables.ts'

/** The record, for those who read it and those who keep it. */
export type AuditCore = {
  readonly readAudit: ReadLog<AuditEntry, AuditFilter>
  readonly readSecurity: ReadLog<SecurityEvent, SecurityFilter>
  readonly readRequests: ReadLog<NotedRequest, RequestFilter>
  readonly exportAudit: ExportLog<AuditFilter>
  readonly exportSecurity: ExportLog<SecurityFilter>
  readonly exportRequests: ExportLog<RequestFilter>
  /** Null where no signing key is configured. */
  readonly sealing: Sealing | null
}

export type Sealing = {
  readonly seal: SealRecord
  readonly verify: VerifyRecord
  readonly prune: PruneRecord
}

type Surroundings = {
  readonly transact: Transact<AuditUnit>
  readonly keys: SealKeySettings | null
  readonly newXid: NewXid
  readonly now: Clock
}

const columns = {
  audit:
    'xid created_at action target_type target_xid agent_type agent_xid request_id ip_address user_agent details',
  security:
    'xid created_at event identifier identifier_hmac client_id_claimed request_id ip_address user_agent details',
  requests:
    'xid created_at method path status_code duration_ms client_xid api_key_xid person_xid request_id ip_address user_agent',
} as const

export function composeAudit(database: Database<Tables>, surroundings: Surroundings): AuditCore {
  const { db } = database
  const audit = sqlReadableAuditLog(narrow(db))
  const security = sqlReadableSecurityLog(narrow(db))
  const requests = sqlReadableRequestLog(narrow(db))
  const { keys } = surroundings
  return {
    readAudit: readLog(audit),
    readSecurity: readLog(security),
    readRequests: readLog(requests),
    exportAudit: exportLog({ log: audit, toPlain: plainAuditEntry, columns: columns.audit.split(' ') }),
    exportSecurity: exportLog({
      log: security,
      toPlain: plainSecurityEvent,
      columns: columns.security.split(' '),
    }),
    exportRequests: exportLog({ log: requests, toPlain: plainRequest, columns: columns.requests.split(' ') }),
    sealing: keys && composeSealing(database, surroundings, keys),
  }
}

function composeSealing(
  { db, dialect }: Database<Tables>,
  { transact, newXid, now }: Surroundings,
  keys: SealKeySettings,
): Sealing {
  const common = {
    transact,
    seals: sqlSeals(narrow(db)),
    logs: sealedLogs.map((name) => sqlSealableLog(narrow(db), name)),
    keys: ed25519SealKeys(keys),
    digest: sha256,
    newXid,
    now,
  }
  const verify = verifyRecord(common)
  return {
    seal: sealRecord({ ...common, lease: sqlSealingLease(narrow(db), newXid(), now) }),
    verify,
    prune: pruneRecord({ ...common, verify, retention: sqlRetention(narrow(db), dialect) }),
  }
}
