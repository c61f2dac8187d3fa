import type { IssuedTokens } from '@lgc/authentication'
import type { Core } from '@lgc/composition'
import { z } from 'zod'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { problem } from '../http/problems.ts'
import { examples } from '../routes/schemas.ts'
import { type ClientAuthentication, clientErrors, provenClient } from './client-authentication.ts'
import { authorizationCodeGrant } from './grants/authorization-code.ts'
import { clientCredentialsGrant } from './grants/client-credentials.ts'
import { deviceCodeGrant } from './grants/device-code.ts'
import { type Grant, type TokenParameters, tokenParameters } from './grants/grant.ts'
import { refreshTokenGrant } from './grants/refresh-token.ts'
import { oauthProblem } from './oauth-problem.ts'
import { type KeyProving, keyErrors, provenJson, provenKey } from './proven-key.ts'
import { readParameters } from './read-parameters.ts'

type Dependencies = ClientAuthentication &
  KeyProving &
  Pick<Core, 'exchangeCodeForTokens' | 'refreshTokens' | 'issueClientToken' | 'exchangeDeviceCode'>

/** By the name that `grant_type` has for it. */
function grantsOf(core: Dependencies): ReadonlyMap<string, Grant> {
  return new Map([
    ['authorization_code', authorizationCodeGrant(core)],
    ['refresh_token', refreshTokenGrant(core)],
    ['client_credentials', clientCredentialsGrant(core)],
    ['urn:ietf:params:oauth:grant-type:device_code', deviceCodeGrant(core)],
  ])
}

const answer = z.strictObject({
  access_token: z.string(),
  token_type: z.enum(['Bearer', 'DPoP']),
  expires_in: z.number().int(),
  scope: z.string().optional(),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
})

/** A proof of a key, to which the tokens are bound (RFC 9449). */
export const dpopHeader = z.object({ DPoP: z.string().optional() })

const operation: Operation = {
  id: 'oauthToken',
  summary: 'Get tokens for a code, a refresh token or the client itself',
  description:
    'RFC 6749, sections 4.1.3, 4.4 and 6. A form; the client proves itself as it registered. A code and a refresh ' +
    'token are good once: presented again, they end the session and all its tokens.',
  tag: 'OpenID Connect',
  credentials: [],
  headers: dpopHeader,
  body: {
    schema: tokenParameters.partial({ resource: true }),
    forms: ['form'],
    example: {
      grant_type: 'authorization_code',
      code: examples.code,
      redirect_uri: 'https://app.example.com/callback',
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      client_id: 'bar-app',
    },
  },
  answers: {
    200: {
      description: 'The tokens',
      schema: answer,
      example: {
        access_token: 'lgat_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
        token_type: 'Bearer',
        expires_in: 900,
        scope: 'openid profile',
        refresh_token: 'lgrt_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
        id_token: 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUuY29tIn0.c2ln',
      },
    },
  },
  errors: [
    ...clientErrors,
    ...keyErrors,
    'oauth_grant_type_unsupported',
    'grant_type_not_allowed',
    'authorization_code_invalid',
    'authorization_code_client_mismatch',
    'authorization_code_used',
    'authorization_code_expired',
    'redirect_uri_differs',
    'pkce_verifier_missing',
    'pkce_verifier_mismatch',
    'pkce_verifier_unexpected',
    'oauth_person_suspended',
    'oauth_grant_required',
    'oauth_grant_revoked',
    'consent_withdrawn',
    'refresh_token_invalid',
    'refresh_token_used',
    'refresh_token_expired',
    'token_client_mismatch',
    'scope_invalid',
    'scope_not_granted',
    'resource_not_granted',
    'dpop_proof_required',
    'dpop_key_mismatch',
    'authorization_pending',
    'slow_down',
    'device_denied',
    'device_code_expired',
    'login_session_over',
    'device_code_invalid',
    'device_code_used',
  ],
}

export function oauthTokenRoute(core: Dependencies): Endpoint {
  const grants = grantsOf(core)
  return {
    method: 'post',
    path: '/token',
    isForBrowsers: false,
    isForAnyOrigin: true,
    operation,
    async handle(c) {
      const read = await readParameters(c, tokenParameters)
      if (!read.ok) return read.refusal
      const grant = grants.get(read.value.grant_type)
      if (!grant) return oauthProblem(c, 'grant_type_unsupported')
      const missing = grant.needs.filter((name) => read.value[name] === undefined)
      if (missing.length > 0) {
        const fields = missing.map((path) => ({ path, rule: 'required' }))
        return problem(c, 'validation_failed', { fields })
      }
      return perform(c, { core, grant }, read.value)
    },
  }
}

async function perform(
  c: HttpContext,
  { core, grant }: { readonly core: Dependencies; readonly grant: Grant },
  parameters: TokenParameters,
): Promise<Response> {
  const client = await provenClient(c, core, parameters)
  if (!client.ok) return oauthProblem(c, client.refusal)
  const key = await provenKey(c, core, { accessToken: null, isFapi: client.value.isFapi })
  if (!key.ok) return oauthProblem(c, key.refusal)
  const request = { client: client.value, parameters, dpopThumbprint: key.value, caller: callerOf(c) }
  const issued = await grant.perform(request)
  if (!issued.ok) return oauthProblem(c, issued.refusal)
  c.set('personXid', issued.value.personXid)
  return provenJson(c, key.value, toWire(issued.value))
}

function toWire(issued: IssuedTokens): z.input<typeof answer> {
  const { accessToken, tokenType, expiresInSeconds, scopes, refreshToken, idToken } = issued
  return {
    access_token: accessToken,
    token_type: tokenType,
    expires_in: expiresInSeconds,
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    ...(idToken === null ? {} : { id_token: idToken }),
  }
}
