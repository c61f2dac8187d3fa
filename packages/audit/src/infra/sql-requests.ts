import type { NewXid } from '@lgc/kernel'
import type { Insertable, Kysely } from 'kysely'
import type { AppendRequests } from '../app/request-journal.ts'
import type { ServedRequest } from '../domain/served-request.ts'
import type { AuditTables } from './tables.ts'

/** Writes a batch of answered requests with one statement. */
export function sqlRequests(db: Kysely<AuditTables>, newXid: NewXid): AppendRequests {
  return async (requests) => {
    const rows = requests.map((request) => toRow(request, newXid))
    await db.insertInto('request_log').values(rows).execute()
  }
}

function toRow(request: ServedRequest, newXid: NewXid): Insertable<AuditTables['request_log']> {
  return {
    xid: newXid(),
    request_id: request.requestId,
    method: request.method.slice(0, 16),
    path: request.path.slice(0, 255),
    status_code: request.status,
    duration_ms: Math.round(request.durationInMilliseconds),
    ip_address: request.address,
    user_agent: request.userAgent.slice(0, 255),
    client_xid: request.clientXid,
    api_key_xid: request.apiKeyXid,
    person_xid: request.personXid,
    created_at: request.at,
  }
}
