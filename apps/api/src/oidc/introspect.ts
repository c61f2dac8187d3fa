import type { Introspection } from '@lgc/authentication'
import type { Config, Core } from '@lgc/composition'
import { z } from 'zod'
import { wholeJson } from '../http/answer-headers.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { xid, examples } from '../routes/schemas.ts'
import {
  type ClientAuthentication,
  clientErrors,
  clientParameters,
  provenClient,
} from './client-authentication.ts'
import { oauthProblem } from './oauth-problem.ts'
import { readParameters } from './read-parameters.ts'

export const tokenOnly = z.object({
  ...clientParameters,
  token: z.string().min(1).max(16_384),
  token_type_hint: z.string().max(64).optional(),
})

const answer = z.strictObject({
  active: z.boolean(),
  iss: z.string().optional(),
  client_id: z.string().optional(),
  sub: z.string().optional(),
  scope: z.string().optional(),
  aud: z.array(z.string()).optional(),
  jti: xid.optional(),
  iat: z.number().int().optional(),
  exp: z.number().int().optional(),
  sid: xid.optional(),
  token_type: z.enum(['Bearer', 'DPoP']).optional(),
  cnf: z.strictObject({ jkt: z.string() }).optional(),
})

const operation: Operation = {
  id: 'introspect',
  summary: 'Ask whether a token is good, and what for',
  description:
    'RFC 7662. For the client that the token was issued to, and for one that is in its audience by `client_id` or by a ' +
    'resource of its own. Of every other token, good or not, it is told that it is not active, and nothing else.',
  tag: 'OpenID Connect',
  credentials: [],
  body: {
    schema: tokenOnly,
    forms: ['form'],
    example: { token: 'lgat_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG' },
  },
  answers: {
    200: {
      description: 'What there is to say of the token',
      schema: answer,
      example: {
        active: true,
        iss: 'https://login.example.com',
        client_id: 'bar-app',
        sub: examples.personXid,
        scope: 'openid profile',
        aud: ['https://login.example.com'],
        jti: examples.sessionXid,
        iat: 1_800_000_000,
        exp: 1_800_000_900,
        sid: examples.sessionXid,
        token_type: 'Bearer',
      },
    },
  },
  errors: clientErrors,
}

type Dependencies = ClientAuthentication & Pick<Core, 'introspectToken'>

export function introspectRoute(core: Dependencies, { issuer }: Pick<Config, 'issuer'>): Endpoint {
  return {
    method: 'post',
    path: '/introspect',
    isForBrowsers: false,
    operation,
    async handle(c) {
      const read = await readParameters(c, tokenOnly)
      if (!read.ok) return read.refusal
      const client = await provenClient(c, core, read.value)
      if (!client.ok) return oauthProblem(c, client.refusal)
      // A name proves nothing (RFC 7662, section 2.1).
      if (client.value.isPublic) return oauthProblem(c, 'client_authentication_missing')
      const found = await core.introspectToken(read.value.token, client.value)
      return wholeJson(c, found ? toWire(found, issuer) : { active: false })
    },
  }
}

function toWire(found: Introspection, issuer: string): z.input<typeof answer> {
  const { scopes, audience, dpopThumbprint, sessionXid } = found
  const isAccessToken = found.kind === 'access_token'
  return {
    active: true,
    iss: issuer,
    client_id: found.clientId,
    sub: found.personXid ?? found.clientId,
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    aud: [...audience],
    jti: found.xid,
    iat: Math.floor(found.createdAt / 1000),
    exp: Math.floor(found.expiresAt / 1000),
    ...(sessionXid === null ? {} : { sid: sessionXid }),
    ...(isAccessToken ? { token_type: dpopThumbprint === null ? 'Bearer' : 'DPoP' } : {}),
    ...(dpopThumbprint === null ? {} : { cnf: { jkt: dpopThumbprint } }),
  }
}
