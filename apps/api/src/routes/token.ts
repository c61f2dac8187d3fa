import type { Client } from '@lgc/client'
import type { Config, Core } from '@lgc/composition'
import { z } from 'zod'
import { basicCredentials } from '../http/authorization-header.ts'
import { readBody } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { limitedClient } from '../http/limited-client.ts'
import { type Refusal, problem, reasonOf } from '../http/problems.ts'
import { clientId, codeVerifier, examples, redirectUri, xid } from './schemas.ts'

/** Unknown parameters are ignored here and nowhere else: RFC 6749, section 3.2, wants it so. */
const request = z.object({
  grant_type: z.string().max(128),
  code: z.string().min(1).max(128),
  redirect_uri: redirectUri,
  client_id: clientId.optional(),
  client_secret: z.string().max(256).optional(),
  code_verifier: codeVerifier.optional(),
})
type TokenRequest = z.output<typeof request>

const answer = z.strictObject({
  access_token: z.string(),
  session_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.literal(86_400),
  idle_timeout: z.literal(7200),
  scope: z.string(),
  session_xid: xid,
  person_xid: xid,
})

type Dependencies = Pick<Core, 'authenticateClient' | 'exchangeAuthorizationCode'>
type Settings = Pick<Config, 'isTokenBasicAllowed'>

const operation: Operation = {
  id: 'token',
  summary: 'Exchange a code for a session token',
  description:
    'Called by the backend of a product. A code is good once: presenting it again ends the session that it ' +
    'brought. A confidential client sends its secret in the body; a public one its PKCE verifier alone.',
  tag: 'Sessions',
  credentials: [],
  body: {
    schema: request,
    forms: ['json', 'form'],
    example: {
      grant_type: 'authorization_code',
      code: examples.code,
      redirect_uri: 'http://127.0.0.1:9009/callback',
      client_id: 'bar-app',
      client_secret: 'lgcs_…',
    },
  },
  answers: {
    200: {
      description: 'A session of the person at the client',
      schema: answer,
      example: {
        access_token: examples.session,
        session_token: examples.session,
        token_type: 'Bearer',
        expires_in: 86_400,
        idle_timeout: 7200,
        scope: 'openid profile',
        session_xid: examples.sessionXid,
        person_xid: examples.personXid,
      },
    },
  },
  errors: [
    'rate_limited',
    'grant_type_unsupported',
    'client_unknown',
    'client_inactive',
    'client_secret_missing',
    'client_secret_not_allowed',
    'client_authentication_failed',
    'client_authentication_ambiguous',
    'authorization_code_invalid',
    'authorization_code_client_mismatch',
    'authorization_code_used',
    'authorization_code_expired',
    'redirect_uri_differs',
    'pkce_verifier_missing',
    'pkce_verifier_mismatch',
    'pkce_verifier_unexpected',
    'person_suspended',
    'grant_required',
    'grant_revoked',
    'overloaded',
  ],
}

export function tokenRoute(core: Dependencies, { isTokenBasicAllowed }: Settings): Endpoint {
  return {
    method: 'post',
    path: '/auth/token',
    isForBrowsers: false,
    operation,
    async handle(c) {
      if (hasParametersInQuery(c)) {
        return problem(c, 'validation_failed', { fields: [{ path: '', rule: 'in_query' }] })
      }
      const body = await readBody(c, request, ['json', 'form'])
      if (!body.ok) return body.refusal
      if (body.value.grant_type !== 'authorization_code') return problem(c, 'grant_type_unsupported')
      const credentials = credentialsOf(c, body.value, isTokenBasicAllowed)
      if (credentials instanceof Response) return credentials
      return exchange(c, core, credentials, body.value)
    },
  }
}

type Credentials = { readonly clientId: string; readonly secret: string | undefined }

async function exchange(
  c: HttpContext,
  { authenticateClient, exchangeAuthorizationCode }: Dependencies,
  credentials: Credentials,
  { code, redirect_uri, code_verifier }: TokenRequest,
): Promise<Response> {
  const client = await authenticate(c, authenticateClient, credentials)
  if (client instanceof Response) return client
  c.set('clientXid', client.xid)
  const outcome = await exchangeAuthorizationCode(
    { client, code, redirectUri: redirect_uri, codeVerifier: code_verifier ?? null },
    callerOf(c),
  )
  if (!outcome.ok) return problem(c, outcome.refusal)
  const { token, session, expiresInSeconds, idleTimeoutInSeconds } = outcome.value
  c.set('personXid', session.personXid)
  return c.json({
    access_token: token,
    session_token: token,
    token_type: 'Bearer',
    expires_in: expiresInSeconds,
    idle_timeout: idleTimeoutInSeconds,
    scope: session.scopes.join(' '),
    session_xid: session.xid,
    person_xid: session.personXid,
  })
}

async function authenticate(
  c: HttpContext,
  authenticateClient: Dependencies['authenticateClient'],
  credentials: Credentials,
): Promise<Client | Response> {
  const client = await limitedClient(c, {
    clientId: credentials.clientId,
    isProof: credentials.secret !== undefined,
    prove: () => authenticateClient(credentials, callerOf(c)),
  })
  if (client.ok) return client.value
  return reasonOf(client.refusal) === 'rate_limited'
    ? problem(c, client.refusal)
    : refuseClient(c, client.refusal)
}

/** One way to prove the client, not two (RFC 6749, section 2.3). */
function credentialsOf(c: HttpContext, body: TokenRequest, isBasicAllowed: boolean): Credentials | Response {
  const basic = basicCredentials(c)
  const { client_id, client_secret } = body
  if (basic !== undefined && client_secret !== undefined) return problem(c, 'client_authentication_ambiguous')
  if (basic === undefined) {
    if (client_id !== undefined) return { clientId: client_id, secret: client_secret }
    return problem(c, 'validation_failed', { fields: [{ path: 'client_id', rule: 'required' }] })
  }
  if (basic === null || !isBasicAllowed) return refuseClient(c, 'client_authentication_failed')
  if (client_id !== undefined && client_id !== basic.clientId) {
    return problem(c, 'client_authentication_ambiguous')
  }
  return basic
}

/** RFC 6749, section 5.2: a client that tried Basic is told that Basic is what failed. */
function refuseClient(c: HttpContext, refusal: Refusal): Response {
  const isBasic = basicCredentials(c) !== undefined && reasonOf(refusal) !== 'overloaded'
  return problem(c, refusal, isBasic ? { headers: { 'WWW-Authenticate': 'Basic realm="token"' } } : {})
}

/** Queries end up in logs and histories: no parameter is taken from there (RFC 6749, section 2.3.1). */
function hasParametersInQuery(c: HttpContext): boolean {
  return Object.keys(c.req.query()).some((name) => name in request.shape)
}
