import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { type Administration, adminWriteErrors, agentHeader, xidIn } from './administration.ts'
import { asKeeperOfRealms, realm, realmExample, realmRequest, realmToWire } from './realms.ts'

const operation: Operation = {
  id: 'renameRealm',
  summary: 'Rename a realm',
  description:
    'Nothing else about it changes. Documents for `lgc apply` name realms, so they change with it.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  body: { schema: realmRequest, forms: ['json'], example: { name: 'partners' } },
  answers: { 200: { description: 'The realm as it is now', schema: realm, example: realmExample } },
  errors: [...adminWriteErrors, 'realm_forbidden', 'realm_not_found', 'default_realm_fixed', 'realm_taken'],
}

export function renameRealmRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'patch',
    path: '/admin/realms/:xid',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asKeeperOfRealms(c, administration, async ({ caller }) => {
        const body = await readBody(c, realmRequest, ['json'])
        if (!body.ok) return body.refusal
        const realmXid = xidIn(c)
        if (!realmXid) return problem(c, 'realm_not_found')
        const renamed = await core.renameRealm({ realmXid, name: body.value.name }, caller)
        return renamed.ok ? c.json(realmToWire(renamed.value)) : problem(c, renamed.refusal)
      }),
  }
}
