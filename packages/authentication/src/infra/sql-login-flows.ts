import type { Kysely } from 'kysely'
import type { LoginFlows } from '../app/ports.ts'
import type { AuthorizationRequest } from '../domain/authorization-request.ts'
import { foreignKeys } from './foreign-keys.ts'
import type { AuthenticationTables } from './tables.ts'

export function sqlLoginFlows(db: Kysely<AuthenticationTables>): LoginFlows {
  const idOf = foreignKeys(db)
  return {
    async add(flow) {
      const row = {
        xid: flow.xid,
        browser_hash: flow.browser,
        client_id: idOf.client(flow.clientXid),
        request: JSON.stringify(flow.request),
        identifier: flow.identifier,
        created_at: flow.createdAt,
        expires_at: flow.expiresAt,
      }
      await db.insertInto('login_flows').values(row).execute()
    },

    async find(xid) {
      const row = await db
        .selectFrom('login_flows')
        .innerJoin('clients', 'clients.id', 'login_flows.client_id')
        .select([
          'login_flows.xid',
          'login_flows.browser_hash',
          'login_flows.request',
          'login_flows.identifier',
          'login_flows.created_at',
          'login_flows.expires_at',
          'clients.xid as client_xid',
        ])
        .where('login_flows.xid', '=', xid)
        .executeTakeFirst()
      return (
        row && {
          xid: row.xid,
          browser: row.browser_hash,
          clientXid: row.client_xid,
          // Written by `add` from a checked request; nobody else writes this column.
          request: JSON.parse(row.request) as AuthorizationRequest,
          identifier: row.identifier,
          createdAt: row.created_at,
          expiresAt: row.expires_at,
        }
      )
    },

    async saveIdentifier(xid, identifier) {
      await db.updateTable('login_flows').set({ identifier }).where('xid', '=', xid).execute()
    },
  }
}
