import { apiKeyRoles } from '@lgc/client'
import { instant, refuse } from '@lgc/kernel'
import { z } from 'zod'
import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { type Administration, asOperator, xidIn } from './administration.ts'
import { apiKey, apiKeyExample, apiKeyToWire } from './client-wire.ts'
import { createOnce, creationErrors, creationHeaders } from './create-once.ts'
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
  headers: creationHeaders,
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
  errors: [...creationErrors, 'client_not_found'],
}

export function createApiKeyRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'post',
    path: '/admin/clients/:xid/api-keys',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async (operator) => {
        const body = await readBody(c, request, ['json'])
        if (!body.ok) return body.refusal
        const { name, role, expires_at, allowed_networks: allowedNetworks } = body.value
        const expiresAt = expires_at === null ? null : instant(Date.parse(expires_at))
        return createOnce(c, administration, {
          operator,
          body: body.value,
          async attempt(once) {
            const client = await clientInRealm(core, operator.realmXid, xidIn(c))
            if (!client) return refuse('client_not_found')
            if (expiresAt !== null && expiresAt <= core.now()) return refuse('expires_at_past')
            const order = { clientId: client.clientId, name, role, expiresAt, allowedNetworks }
            return core.createApiKey(order, operator.caller, once)
          },
          answer(created) {
            if (created.ok) {
              return c.json({ api_key: apiKeyToWire(created.value.apiKey), key: created.value.key }, 201)
            }
            if (created.refusal === 'api_key_taken') throw new Error('A fresh key is another one already')
            return problem(c, created.refusal)
          },
        })
      }),
  }
}
