import { isOne } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { PushedRequests } from '../app/ports.ts'
import type { AuthorizationRequest } from '../domain/authorization-request.ts'
import { foreignKeys } from './foreign-keys.ts'
import type { AuthenticationTables } from './tables.ts'

export function sqlPushedRequests(db: Kysely<AuthenticationTables>): PushedRequests {
  const idOf = foreignKeys(db)
  return {
    async add(pushed) {
      const row = {
        xid: pushed.xid,
        reference_hash: pushed.digest,
        client_id: idOf.client(pushed.clientXid),
        request: JSON.stringify(pushed.request),
        created_at: pushed.createdAt,
        expires_at: pushed.expiresAt,
        answered_at: pushed.answeredAt,
      }
      await db.insertInto('pushed_requests').values(row).execute()
    },

    /** By the unique key on reference_hash. */
    async find(digest) {
      const row = await db
        .selectFrom('pushed_requests as pushed')
        .innerJoin('clients', 'clients.id', 'pushed.client_id')
        .select([
          'pushed.xid',
          'pushed.reference_hash',
          'pushed.request',
          'pushed.created_at',
          'pushed.expires_at',
          'pushed.answered_at',
          'clients.xid as client_xid',
        ])
        .where('pushed.reference_hash', '=', digest)
        .executeTakeFirst()
      return (
        row && {
          xid: row.xid,
          digest: row.reference_hash,
          clientXid: row.client_xid,
          // Written by `add` from a checked request; nobody else writes this column.
          request: JSON.parse(row.request) as AuthorizationRequest,
          createdAt: row.created_at,
          expiresAt: row.expires_at,
          answeredAt: row.answered_at,
        }
      )
    },

    async answer(xid, at) {
      const result = await db
        .updateTable('pushed_requests')
        .set({ answered_at: at })
        .where('xid', '=', xid)
        .where('answered_at', 'is', null)
        .executeTakeFirst()
      return isOne(result)
    },
  }
}
