import type { AuditEntry, NotedRequest, SecurityEvent } from './log-entry.ts'

type Plain = string | number | null | Readonly<Record<string, unknown>>

/** An entry as it leaves the service, in answers and in exports alike. */
export type PlainEntry = { readonly [name: string]: Plain }

export type ToPlain<Entry> = (entry: Entry) => PlainEntry

export function plainAuditEntry(entry: AuditEntry): PlainEntry {
  return {
    xid: entry.xid,
    created_at: new Date(entry.at).toISOString(),
    action: entry.action,
    target_type: entry.targetType,
    target_xid: entry.targetXid,
    agent_type: entry.agentType,
    agent_xid: entry.agentXid,
    request_id: entry.requestId,
    ip_address: entry.address,
    user_agent: entry.userAgent,
    details: entry.details,
  }
}

export function plainSecurityEvent(event: SecurityEvent): PlainEntry {
  return {
    xid: event.xid,
    created_at: new Date(event.at).toISOString(),
    event: event.event,
    identifier: event.maskedIdentifier,
    identifier_hmac: event.identifierHmac,
    client_id_claimed: event.claimedClientId,
    request_id: event.requestId,
    ip_address: event.address,
    user_agent: event.userAgent,
    details: event.details,
  }
}

export function plainRequest(request: NotedRequest): PlainEntry {
  return {
    xid: request.xid,
    created_at: new Date(request.at).toISOString(),
    method: request.method,
    path: request.path,
    status_code: request.status,
    duration_ms: request.durationInMilliseconds,
    client_xid: request.clientXid,
    api_key_xid: request.apiKeyXid,
    person_xid: request.personXid,
    request_id: request.requestId,
    ip_address: request.address,
    user_agent: request.userAgent,
  }
}
