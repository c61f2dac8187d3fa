import { z } from 'zod'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { type Administration, adminErrors, asOperator, xidIn } from './administration.ts'
import { apiKey, apiKeyExample, apiKeyToWire } from './client-wire.ts'
import { clientInRealm } from './in-realm.ts'

const operation: Operation = {
  id: 'listApiKeys',
  summary: 'List the API keys of a client',
  description:
    'All of them, revoked and expired ones too, oldest first. Of the key itself only the beginning.',
  tag: 'Administration',
  credentials: ['apiKey'],
  answers: {
    200: {
      description: 'The keys',
      schema: z.strictObject({ data: z.array(apiKey) }),
      example: { data: [apiKeyExample] },
    },
  },
  errors: [...adminErrors, 'client_not_found'],
}

export function listApiKeysRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'get',
    path: '/admin/clients/:xid/api-keys',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid }) => {
        const client = await clientInRealm(core, realmXid, xidIn(c))
        if (!client) return problem(c, 'client_not_found')
        const keys = await core.queries.apiKeys.listOf(client.xid)
        return c.json({ data: keys.map(apiKeyToWire) })
      }),
  }
}
