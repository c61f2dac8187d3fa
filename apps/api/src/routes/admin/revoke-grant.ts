import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { type Administration, adminWriteErrors, agentHeader, asOperator, xidIn } from './administration.ts'
import { grantInRealm } from './in-realm.ts'

const operation: Operation = {
  id: 'revokeGrant',
  summary: 'Take a grant back',
  description:
    'It stays in the list as revoked. The sessions of the person at the client end, and unused codes are ' +
    'forgotten, in the same transaction.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  answers: { 204: { description: 'Revoked' } },
  errors: [...adminWriteErrors, 'grant_not_found', 'grant_already_revoked'],
}

export function revokeGrantRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'delete',
    path: '/admin/grants/:xid',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid, caller }) => {
        const grant = await grantInRealm(core, realmXid, xidIn(c))
        if (!grant) return problem(c, 'grant_not_found')
        const revoked = await core.revokeGrant(grant.xid, caller)
        return revoked.ok ? c.body(null, 204) : problem(c, revoked.refusal)
      }),
  }
}
