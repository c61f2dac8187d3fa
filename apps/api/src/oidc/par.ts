import type { Core } from '@lgc/composition'
import { z } from 'zod'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { problem } from '../http/problems.ts'
import {
  type ClientAuthentication,
  clientErrors,
  clientParameters,
  provenClient,
} from './client-authentication.ts'
import { oauthProblem } from './oauth-problem.ts'
import { type KeyProving, keyErrors, provenKey } from './proven-key.ts'
import { readParameters } from './read-parameters.ts'
import { dpopHeader } from './token.ts'

const text = z.string().max(8192).optional()

/** Those that mean something here (OpenID Connect Core 1.0, section 3.1.2.1); the rest is ignored. */
const request = z.object({
  ...clientParameters,
  response_type: text,
  redirect_uri: text,
  scope: text,
  state: text,
  nonce: text,
  response_mode: text,
  prompt: text,
  max_age: text,
  login_hint: text,
  id_token_hint: text,
  ui_locales: text,
  acr_values: text,
  claims: text,
  code_challenge: text,
  code_challenge_method: text,
  dpop_jkt: text,
  resource: z.array(z.string().max(2048)).optional(),
  request: text,
  request_uri: text,
  registration: text,
})

const answer = z.strictObject({ request_uri: z.string(), expires_in: z.number().int() })

const operation: Operation = {
  id: 'pushAuthorizationRequest',
  summary: 'Leave an authorization request for the browser to refer to',
  description:
    'RFC 9126. The client proves itself and sends what the browser would have carried; the browser then comes to ' +
    '`/authorize` with `client_id` and the `request_uri` of the answer, within a minute. It is answered once. A ' +
    'proof in `DPoP` binds the code to its key, as `dpop_jkt` does.',
  tag: 'OpenID Connect',
  credentials: [],
  headers: dpopHeader,
  body: {
    schema: request,
    forms: ['form'],
    example: {
      client_id: 'bar-app',
      client_secret: 'lgcs_…',
      response_type: 'code',
      redirect_uri: 'https://app.example.com/callback',
      scope: 'openid profile',
      state: 'af0ifjsldkj',
    },
  },
  answers: {
    201: {
      description: 'The reference',
      schema: answer,
      example: { request_uri: 'urn:ietf:params:oauth:request_uri:lgpr_0123456789abcdef', expires_in: 60 },
    },
  },
  errors: [
    ...clientErrors,
    ...keyErrors,
    'redirect_uri_mismatch',
    'response_type_unsupported',
    'scope_invalid',
    'scope_not_allowed',
    'pkce_required',
    'pkce_method_unsupported',
    'parameter_too_long',
    'state_too_long',
    'request_not_supported',
    'request_uri_not_supported',
    'registration_not_supported',
    'grant_type_not_allowed',
    'response_type_missing',
    'response_mode_unsupported',
    'prompt_invalid',
    'max_age_invalid',
    'code_challenge_invalid',
    'claims_invalid',
    'acr_unmet',
    'resource_not_allowed',
    'dpop_thumbprint_invalid',
    'dpop_thumbprint_mismatch',
    'id_token_hint_invalid',
  ],
}

type Dependencies = ClientAuthentication & KeyProving & Pick<Core, 'readOpenIdRequest' | 'keepOpenIdRequest'>

export function parRoute(core: Dependencies): Endpoint {
  return {
    method: 'post',
    path: '/par',
    isForBrowsers: false,
    operation,
    async handle(c) {
      const read = await readParameters(c, request)
      if (!read.ok) return read.refusal
      const client = await provenClient(c, core, read.value)
      if (!client.ok) return oauthProblem(c, client.refusal)
      const key = await provenKey(c, core, { accessToken: null, isFapi: client.value.isFapi })
      if (!key.ok) return oauthProblem(c, key.refusal)
      const thumbprint = read.value.dpop_jkt ?? key.value ?? undefined
      if (key.value !== null && thumbprint !== key.value) return problem(c, 'dpop_thumbprint_mismatch')
      const parameters = parametersOf({ ...read.value, dpop_jkt: thumbprint })
      return push(c, core, { client: client.value, parameters })
    },
  }
}

type Pushed = {
  readonly client: { readonly xid: Parameters<Core['keepOpenIdRequest']>[0]; readonly clientId: string }
  readonly parameters: Map<string, readonly string[]>
}

async function push(c: HttpContext, core: Dependencies, { client, parameters }: Pushed): Promise<Response> {
  parameters.set('client_id', [client.clientId])
  const understood = await core.readOpenIdRequest(parameters, true, callerOf(c))
  if (!understood.ok) return problem(c, understood.refusal.reason)
  const kept = await core.keepOpenIdRequest(client.xid, understood.value, callerOf(c))
  return c.json({ request_uri: kept.requestUri, expires_in: kept.expiresInSeconds }, 201)
}

/** Without what proves the client: that is no part of the request. */
function parametersOf(sent: z.output<typeof request>): Map<string, readonly string[]> {
  const present = Object.entries(sent)
    .filter(([name]) => name !== 'client_secret')
    .map(([name, value]) => [name, [value ?? []].flat()] as const)
  return new Map(present.filter(([, values]) => values.length > 0))
}
