import type { NewXid } from '@lgc/kernel'
import type { OnConnection } from '@lgc/sql'
import { CompiledQuery, type Insertable } from 'kysely'
import { type AppendRequests, wholeBatch } from '../app/request-journal.ts'
import type { ServedRequest } from '../domain/served-request.ts'
import type { AuditTables } from './tables.ts'

/**
 * Writes a batch of answered requests with one statement. The statement of a whole batch is long, and writing it
 * takes longer than carrying it out: it is written once.
 */
export function sqlRequests(write: OnConnection<AuditTables>, newXid: NewXid): AppendRequests {
  let whole: string | undefined
  return (requests) =>
    write(async (db) => {
      const rows = requests.map((request) => toRow(request, newXid))
      if (rows.length !== wholeBatch) {
        await db.insertInto('request_log').values(rows).execute()
        return
      }
      whole ??= db.insertInto('request_log').values(rows).compile().sql
      const values: unknown[] = rows.flatMap((row) => Object.values(row))
      await db.executeQuery(CompiledQuery.raw(whole, values))
    })
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
