import { newSecret } from '@lgc/composition'
import { z } from 'zod'
import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { clientId } from '../schemas.ts'
import { type Administration, adminWriteErrors, agentHeader, asOperator } from './administration.ts'
import { clientProblem, settingsErrors } from './client-problem.ts'
import { client, clientExample, clientToWire, settingsFrom, settingsShape } from './client-wire.ts'

const request = z.strictObject({
  client_id: clientId,
  type: z.enum(['confidential', 'public']).default('confidential'),
  name: settingsShape.name,
  redirect_uris: settingsShape.redirect_uris.default([]),
  post_logout_redirect_uris: settingsShape.post_logout_redirect_uris.default([]),
  allowed_scopes: settingsShape.allowed_scopes,
  requires_grant: settingsShape.requires_grant.default(false),
  is_first_party: settingsShape.is_first_party.default(false),
  code_lifetime_in_seconds: settingsShape.code_lifetime_in_seconds.default(600),
  logo_uri: settingsShape.logo_uri.default(null),
  brand_color: settingsShape.brand_color.default(null),
})

const operation: Operation = {
  id: 'createClient',
  summary: 'Register a client',
  description:
    'In the realm of the key. The secret of a confidential client is in this answer and nowhere else.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  body: {
    schema: request,
    forms: ['json'],
    example: {
      client_id: 'bar-app',
      name: 'Bar',
      redirect_uris: ['https://bar.example/callback'],
      allowed_scopes: ['openid', 'profile', 'email'],
    },
  },
  answers: {
    201: {
      description: 'The new client, and its secret if it has one',
      schema: z.strictObject({ client, client_secret: z.string().nullable() }),
      example: {
        client: clientExample,
        client_secret: 'lgcs_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
      },
    },
  },
  errors: [...adminWriteErrors, ...settingsErrors, 'client_id_taken', 'overloaded'],
}

export function createClientRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'post',
    path: '/admin/clients',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid, caller }) => {
        const body = await readBody(c, request, ['json'])
        if (!body.ok) return body.refusal
        const realm = await core.queries.realms.findByXid(realmXid)
        if (!realm) throw new Error('The realm of an API key is gone')
        const { client_id, type } = body.value
        const secret = type === 'confidential' ? newSecret('lgcs_') : null
        const settings = settingsFrom(body.value)
        const order = { clientId: client_id, realm: realm.name, settings, secret }
        const created = await core.registerClient(order, caller)
        if (created.ok) return c.json({ client: clientToWire(created.value), client_secret: secret }, 201)
        if (created.refusal === 'realm_unknown') throw new Error('The realm of an API key is gone')
        return clientProblem(c, created.refusal)
      }),
  }
}
