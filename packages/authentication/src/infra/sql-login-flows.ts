import type { Kysely } from 'kysely'
import type { LoginFlows } from '../app/ports.ts'
import type { AuthorizationRequest, Prompt } from '../domain/authorization-request.ts'
import type { AuthenticationTables } from './tables.ts'

export function sqlLoginFlows(db: Kysely<AuthenticationTables>): LoginFlows {
  return {
    async add(flow) {
      const row = {
        xid: flow.xid,
        browser_hash: flow.browser,
        request: flow.request && JSON.stringify(flow.request),
        identifier: flow.identifier,
        return_to: flow.returnTo,
        created_at: flow.createdAt,
        expires_at: flow.expiresAt,
      }
      await db.insertInto('login_flows').values(row).execute()
    },

    async find(xid) {
      const row = await db
        .selectFrom('login_flows')
        .select(['xid', 'browser_hash', 'request', 'identifier', 'return_to', 'created_at', 'expires_at'])
        .where('xid', '=', xid)
        .executeTakeFirst()
      return (
        row && {
          xid: row.xid,
          browser: row.browser_hash,
          // Written by `add` from a checked request; nobody else writes this column.
          request: row.request === null ? null : requestFrom(row.request),
          identifier: row.identifier,
          returnTo: row.return_to,
          createdAt: row.created_at,
          expiresAt: row.expires_at,
        }
      )
    },

    async saveIdentifier(xid, identifier) {
      await db.updateTable('login_flows').set({ identifier }).where('xid', '=', xid).execute()
    },

    async saveRequest(xid, request) {
      const text = JSON.stringify(request)
      await db.updateTable('login_flows').set({ request: text }).where('xid', '=', xid).execute()
    },
  }
}

/** A flow that the release before began knows a single prompt and no OpenID. */
function requestFrom(text: string): AuthorizationRequest {
  type Former = AuthorizationRequest & { readonly prompt?: Prompt | null }
  const { prompt, ...request } = JSON.parse(text) as Former
  return { ...request, prompts: request.prompts ?? (prompt ? [prompt] : []), openid: request.openid ?? null }
}
