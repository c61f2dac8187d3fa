import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { type Administration, adminWriteErrors, agentHeader, asOperator, xidIn } from './administration.ts'
import { clientInRealm } from './in-realm.ts'

const operation: Operation = {
  id: 'revokeApiKey',
  summary: 'Revoke an API key',
  description: 'For good: the next request with it is refused. It stays in the list as revoked.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  answers: { 204: { description: 'Revoked' } },
  errors: [...adminWriteErrors, 'client_not_found', 'api_key_not_found', 'api_key_already_revoked'],
}

export function revokeApiKeyRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'delete',
    path: '/admin/clients/:xid/api-keys/:key_xid',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid, caller }) => {
        const client = await clientInRealm(core, realmXid, xidIn(c))
        if (!client) return problem(c, 'client_not_found')
        const xid = xidIn(c, 'key_xid')
        const key = xid && (await core.queries.apiKeys.find(xid))
        if (key?.clientXid !== client.xid) return problem(c, 'api_key_not_found')
        const revoked = await core.revokeApiKey(key.xid, caller)
        return revoked.ok ? c.body(null, 204) : problem(c, revoked.refusal)
      }),
  }
}
