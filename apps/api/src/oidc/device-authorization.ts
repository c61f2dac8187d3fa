import type { Config, Core } from '@lgc/composition'
import { z } from 'zod'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import {
  type ClientAuthentication,
  clientErrors,
  clientParameters,
  provenClient,
} from './client-authentication.ts'
import { oauthProblem } from './oauth-problem.ts'
import { readParameters } from './read-parameters.ts'

const parameters = z.object({
  ...clientParameters,
  scope: z.string().max(4096).optional(),
  resource: z.array(z.string().max(512)).max(20),
})

const answer = z.strictObject({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.url(),
  verification_uri_complete: z.url(),
  expires_in: z.int(),
  interval: z.int(),
})

const operation: Operation = {
  id: 'deviceAuthorization',
  summary: 'Let somebody sign in to a device elsewhere',
  description:
    'RFC 8628. The device shows the user code and the address; somebody types the code in there and lets the device ' +
    'in. Meanwhile the device asks the token endpoint for the device code, every `interval` seconds and not sooner. ' +
    'Without a scope it asks for all that the client may have but `offline_access`.',
  tag: 'OpenID Connect',
  credentials: [],
  body: {
    schema: parameters.partial({ resource: true }),
    forms: ['form'],
    example: { client_id: 'bar-tv', scope: 'openid profile' },
  },
  answers: {
    200: {
      description: 'The codes',
      schema: answer,
      example: {
        device_code: 'lgd_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
        user_code: 'BCDF-GHJK',
        verification_uri: 'https://login.example.com/device',
        verification_uri_complete: 'https://login.example.com/device?user_code=BCDF-GHJK',
        expires_in: 600,
        interval: 5,
      },
    },
  },
  errors: [
    ...clientErrors,
    'grant_type_not_allowed',
    'scope_invalid',
    'scope_not_allowed',
    'resource_not_granted',
  ],
}

type Dependencies = ClientAuthentication & Pick<Core, 'authorizeDevice'>

export function deviceAuthorizationRoute(core: Dependencies, { issuer }: Pick<Config, 'issuer'>): Endpoint {
  return {
    method: 'post',
    path: '/device_authorization',
    isForBrowsers: false,
    operation,
    async handle(c) {
      const read = await readParameters(c, parameters)
      if (!read.ok) return read.refusal
      const client = await provenClient(c, core, read.value)
      if (!client.ok) return oauthProblem(c, client.refusal)
      const { scope = null, resource: resources } = read.value
      const codes = await core.authorizeDevice({ client: client.value, scope, resources }, callerOf(c))
      if (!codes.ok) return oauthProblem(c, codes.refusal)
      const { deviceCode, userCode, expiresInSeconds, intervalInSeconds } = codes.value
      return c.json({
        device_code: deviceCode,
        user_code: userCode,
        verification_uri: `${issuer}/device`,
        verification_uri_complete: `${issuer}/device?user_code=${userCode}`,
        expires_in: expiresInSeconds,
        interval: intervalInSeconds,
      })
    },
  }
}
