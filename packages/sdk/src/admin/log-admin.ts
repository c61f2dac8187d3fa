import type { AskAgain } from '../ask-again.ts'
import { type Pages, pagesOf } from '../pages.ts'
import {
  type AuditEntry,
  type LoggedRequest,
  type SecurityEvent,
  auditEntry,
  loggedRequest,
  securityEvent,
} from '../things.ts'

/** Times are RFC 3339. */
type LogFilter = {
  readonly requestId?: string
  readonly ipAddress?: string
  readonly from?: string
  readonly to?: string
}
export type AuditFilter = LogFilter & {
  readonly action?: string
  readonly agentXid?: string
  readonly targetXid?: string
}
export type SecurityFilter = LogFilter & {
  readonly event?: string
  readonly identifierHmac?: string
  readonly clientId?: string
}
export type RequestFilter = LogFilter & {
  readonly clientXid?: string
  readonly apiKeyXid?: string
  readonly personXid?: string
}

/** The record, newest first. */
export interface LogAdmin {
  audit(filter?: AuditFilter): Pages<AuditEntry>
  security(filter?: SecurityFilter): Pages<SecurityEvent>
  requests(filter?: RequestFilter): Pages<LoggedRequest>
}

export function logAdmin(ask: AskAgain): LogAdmin {
  return {
    audit: (filter) => pagesOf(ask, '/admin/audit', auditEntry, filter),
    security: (filter) => pagesOf(ask, '/admin/security-events', securityEvent, filter),
    requests: (filter) => pagesOf(ask, '/admin/requests', loggedRequest, filter),
  }
}
