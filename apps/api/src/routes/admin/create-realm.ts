import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { type Administration, adminWriteErrors, agentHeader } from './administration.ts'
import { asKeeperOfRealms, realm, realmExample, realmRequest, realmToWire } from './realms.ts'

const operation: Operation = {
  id: 'createRealm',
  summary: 'Open a realm',
  description: 'It begins empty; its first client and key are made on the command line.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  body: { schema: realmRequest, forms: ['json'], example: { name: 'partners' } },
  answers: { 201: { description: 'The new realm', schema: realm, example: realmExample } },
  errors: [...adminWriteErrors, 'realm_forbidden', 'realm_taken'],
}

export function createRealmRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'post',
    path: '/admin/realms',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asKeeperOfRealms(c, administration, async ({ caller }) => {
        const body = await readBody(c, realmRequest, ['json'])
        if (!body.ok) return body.refusal
        const created = await core.createRealm(body.value.name, caller)
        return created.ok ? c.json(realmToWire(created.value), 201) : problem(c, created.refusal)
      }),
  }
}
