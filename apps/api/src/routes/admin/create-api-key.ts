import { apiKeyRoles } from '@lgc/client'
import { instant } from '@lgc/kernel'
import { z } from 'zod'
import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { type Administration, adminWriteErrors, agentHeader, asOperator, xidIn } from './administration.ts'
import { apiKey, apiKeyExample, apiKeyToWire } from './client-wire.ts'
import { clientInRealm } from './in-realm.ts'

const request = z.strictObject({
  name: z
    .string()
    .max(100)
    .refine((text) => text.trim() !== '', 'blank'),
  role: z.enum(apiKeyRoles),
  expires_at: z.iso.datetime().nullable().default(null),
  allowed_networks: z.array(z.string().max(43)).min(1).max(50).nullable().default(null),
})

const operation: Operation = {
  id: 'createApiKey',
  summary: 'Give a client an API key',
  description:
    'The key is in this answer and nowhere else. With `allowed_networks`, in CIDR notation, it is refused from ' +
    'anywhere else. For an overlap, create the new key before the old one is revoked.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  body: {
    schema: request,
    forms: ['json'],
    example: { name: 'sessions', role: 'service', allowed_networks: ['192.0.2.0/24'] },
  },
  answers: {
    201: {
      description: 'The new key',
      schema: z.strictObject({ api_key: apiKey, key: z.string() }),
      example: { api_key: apiKeyExample, key: 'lgk_s_AbCdEf6789abcdefghijklmnopqrstuvwxyzABCDEFG' },
    },
  },
  errors: [...adminWriteErrors, 'client_not_found'],
}

export function createApiKeyRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'post',
    path: '/admin/clients/:xid/api-keys',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid, caller }) => {
        const body = await readBody(c, request, ['json'])
        if (!body.ok) return body.refusal
        const client = await clientInRealm(core, realmXid, xidIn(c))
        if (!client) return problem(c, 'client_not_found')
        const { name, role, expires_at, allowed_networks: allowedNetworks } = body.value
        const expiresAt = expires_at === null ? null : instant(Date.parse(expires_at))
        if (expiresAt !== null && expiresAt <= core.now()) return problem(c, 'expires_at_past')
        const order = { clientId: client.clientId, name, role, expiresAt, allowedNetworks }
        const created = await core.createApiKey(order, caller)
        if (created.ok) {
          return c.json({ api_key: apiKeyToWire(created.value.apiKey), key: created.value.key }, 201)
        }
        if (created.refusal === 'api_key_taken') throw new Error('A fresh key is another one already')
        return problem(c, created.refusal)
      }),
  }
}
