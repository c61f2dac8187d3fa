import type { Core } from '@lgc/composition'
import { accept } from '@lgc/kernel'
import { z } from 'zod'
import { readBody, usualLimits } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { problem } from '../http/problems.ts'
import { takeAllowance } from '../http/take-allowance.ts'
import { addressKey } from '../limits/address-key.ts'
import { examples } from '../routes/schemas.ts'
import { claimsAnswer } from '../routes/userinfo.ts'
import { dpopHeader } from './token.ts'
import { type KeyProving, provenJson, provenKey } from './proven-key.ts'
import { tokenProblem } from './token-problem.ts'

type Dependencies = KeyProving & Pick<Core, 'readClaims'>

const credentials = /^(Bearer|DPoP) +([A-Za-z0-9._~+/=-]+)$/i
const byForm = z.object({ access_token: z.string().min(1).max(16_384).optional() })

const operation: Operation = {
  id: 'openidUserinfo',
  summary: 'Read who is signed in, with an access token',
  description:
    'OpenID Connect Core 1.0, section 5.3. The claims of the scopes that the person consented to and that the client is ' +
    'still allowed, and those that the `claims` parameter named; the others are absent.',
  tag: 'OpenID Connect',
  credentials: ['accessToken'],
  headers: dpopHeader,
  answers: {
    200: {
      description: 'The claims',
      schema: claimsAnswer,
      example: { sub: examples.personXid, name: 'Ada', email: 'ada@example.com', email_verified: true },
    },
  },
  errors: [
    'rate_limited',
    'access_token_missing',
    'access_token_ambiguous',
    'access_token_invalid',
    'access_token_expired',
    'insufficient_scope',
    'resource_dpop_proof_invalid',
    'resource_dpop_proof_replayed',
    'resource_dpop_nonce_required',
  ],
}

export function oauthUserinfoRoutes(core: Dependencies): readonly Endpoint[] {
  const common = { path: '/userinfo', isForBrowsers: false, isForAnyOrigin: true } as const
  const posted = 'The same by POST; the token may be in the form as `access_token` (RFC 6750, section 2.2).'
  return [
    { ...common, method: 'get', operation, handle: (c) => answer(c, core, undefined) },
    {
      ...common,
      method: 'post',
      operation: {
        ...operation,
        id: 'openidUserinfoByPost',
        summary: 'Read who is signed in, by POST',
        description: posted,
        errors: [...operation.errors, 'validation_failed', 'payload_too_large'],
      },
      async handle(c) {
        const isForm = c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded')
        if (!isForm) return answer(c, core, undefined)
        const body = await readBody(c, byForm, ['form'], { ...usualLimits, isEmptyAbsent: true })
        return body.ok ? answer(c, core, body.value.access_token) : body.refusal
      },
    },
  ]
}

async function answer(c: HttpContext, core: Dependencies, inForm: string | undefined): Promise<Response> {
  const limited = await takeAllowance(c, { bucket: 'session', key: addressKey(c.get('address')) })
  if (limited) return problem(c, limited)
  const [, scheme, inHeader] = credentials.exec(c.req.header('authorization') ?? '') ?? []
  const isTwice = inHeader !== undefined && inForm !== undefined
  // A query ends up in logs and histories: a token that stands there is refused, wherever else it is (RFC 9700, 4.3.2).
  if (isTwice || c.req.query('access_token') !== undefined) return tokenProblem(c, 'access_token_ambiguous')
  const token = inHeader ?? inForm ?? null
  const isBound = scheme?.toLowerCase() === 'dpop'
  const key = isBound ? await provenKey(c, core, { accessToken: token, isFapi: false }) : accept(null)
  if (!key.ok) return tokenProblem(c, `resource_${key.refusal}`)
  if (isBound && key.value === null) return tokenProblem(c, 'resource_dpop_proof_invalid')
  const claims = await core.readClaims({ token, dpopThumbprint: key.value }, callerOf(c))
  if (!claims.ok) return tokenProblem(c, claims.refusal)
  c.set('personXid', claims.value.sub)
  return provenJson(c, key.value, claims.value)
}
