import { type TokenEndpointAuthMethod, authMethodOf, usesSecret } from '@lgc/client'
import { newSecret, oauthFromMetadata } from '@lgc/composition'
import { z } from 'zod'
import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { clientId } from '../schemas.ts'
import { type Administration, asOperator } from './administration.ts'
import { clientProblem, settingsErrors } from './client-problem.ts'
import { client, clientExample, clientToWire, settingsFrom, settingsShape } from './client-wire.ts'
import { createOnce, creationErrors, creationHeaders } from './create-once.ts'

const members = z.strictObject({
  client_id: clientId,
  type: z.enum(['confidential', 'public']).optional(),
  name: settingsShape.name,
  redirect_uris: settingsShape.redirect_uris.default([]),
  post_logout_redirect_uris: settingsShape.post_logout_redirect_uris.default([]),
  allowed_scopes: settingsShape.allowed_scopes,
  requires_grant: settingsShape.requires_grant.default(false),
  is_first_party: settingsShape.is_first_party.default(false),
  code_lifetime_in_seconds: settingsShape.code_lifetime_in_seconds.default(600),
  logo_uri: settingsShape.logo_uri.default(null),
  brand_color: settingsShape.brand_color.default(null),
  oauth: settingsShape.oauth.default({}),
})

/** The type follows from how the client proves itself; one that says otherwise is a mistake. */
const request = members.refine(
  ({ type, oauth }) => type === undefined || (type === 'public') === (methodOf({ type, oauth }) === 'none'),
  { path: ['type'], message: 'token_endpoint_auth_method' },
)
type Request = z.output<typeof members>

const operation: Operation = {
  id: 'createClient',
  summary: 'Register a client',
  description:
    'In the realm of the key. The secret of a confidential client is in this answer and nowhere else; one that proves ' +
    'itself with keys has none. `profile: fapi2` switches on what the profile asks for, so that only keys have to be named.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: creationHeaders,
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
  errors: [...creationErrors, ...settingsErrors, 'client_id_taken', 'overloaded'],
}

export function createClientRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'post',
    path: '/admin/clients',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async (operator) => {
        const body = await readBody(c, request, ['json'])
        if (!body.ok) return body.refusal
        const realm = await core.queries.realms.findByXid(operator.realmXid)
        if (!realm) throw new Error('The realm of an API key is gone')
        const { client_id: clientId } = body.value
        const settings = settingsFrom(body.value)
        return createOnce(c, administration, {
          operator,
          body: body.value,
          attempt(once) {
            const secret = usesSecret(methodOf(body.value)) ? newSecret('lgcs_') : null
            const order = { clientId, realm: realm.name, settings, secret }
            return core.registerClient(order, operator.caller, once)
          },
          answer(created) {
            if (created.ok) {
              const { client: made, secret } = created.value
              return c.json({ client: clientToWire(made), client_secret: secret }, 201)
            }
            if (created.refusal === 'realm_unknown') throw new Error('The realm of an API key is gone')
            return clientProblem(c, created.refusal)
          },
        })
      }),
  }
}

function methodOf({ type, oauth }: Pick<Request, 'type' | 'oauth'>): TokenEndpointAuthMethod {
  return authMethodOf(oauthFromMetadata(oauth), type === 'public')
}
