import type { NewXid } from '@lgc/kernel'
import { type OnConnection, rowsInto } from '@lgc/sql'
import type { Insertable, Kysely } from 'kysely'
import { type AppendRequests, wholeBatch } from '../app/request-journal.ts'
import type { ServedRequest } from '../domain/served-request.ts'
import type { AuditTables } from './tables.ts'

type Row = Insertable<AuditTables['request_log']>

/** Under load all batches are whole; their statement is the one that is kept. */
const addRequests = rowsInto(
  (db: Kysely<AuditTables>, rows: readonly Row[]) => db.insertInto('request_log').values(rows),
  (count) => count === wholeBatch,
)

/** Writes a batch of answered requests with one statement. */
export function sqlRequests(write: OnConnection<AuditTables>, newXid: NewXid): AppendRequests {
  return (requests) => {
    const rows = requests.map((request) => toRow(request, newXid))
    return write((db) => addRequests(db, rows))
  }
}

function toRow(request: ServedRequest, newXid: NewXid): Row {
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
