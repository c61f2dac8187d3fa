import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { bearerToken } from '../http/authorization-header.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { problem } from '../http/problems.ts'
import { takeAllowance } from '../http/take-allowance.ts'
import { addressKey } from '../limits/address-key.ts'
import { bearerProblem } from './bearer-problem.ts'
import { accessLevel, examples, identityType, xid } from './schemas.ts'
import { sessionErrors } from './session-errors.ts'
import { withApiKey } from './with-api-key.ts'

/** The claims that there are; each is absent unless it is released. */
export const claimsAnswer = z.strictObject({
  sub: xid,
  name: z.string().optional(),
  legal_name: z.string().optional(),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
  phone_number: z.string().optional(),
  phone_number_verified: z.boolean().optional(),
  identities: z.array(z.strictObject({ xid, type: identityType, identifier: z.string() })).optional(),
  company_codes: z.array(z.string()).optional(),
  access_level: accessLevel.optional(),
  updated_at: z.number().int().optional(),
})

const operation: Operation = {
  id: 'userinfo',
  summary: 'Read who is signed in',
  description:
    'The claims that the person consented to and that the client is still allowed; the others are absent. ' +
    'An API key of the role `service` may come along, and must then be of the same client.',
  tag: 'Sessions',
  credentials: ['bearer'],
  answers: {
    200: {
      description: 'The claims (OpenID Connect Core, section 5.3.2)',
      schema: claimsAnswer,
      example: { sub: examples.personXid, name: 'Ada', email: 'ada@example.com', email_verified: true },
    },
  },
  errors: [
    'rate_limited',
    'api_key_invalid',
    'api_key_role_forbidden',
    ...sessionErrors,
    'insufficient_scope',
  ],
}

export function userinfoRoute(core: Pick<Core, 'readUserinfo' | 'authenticateApiKey'>): Endpoint {
  const read = async (c: HttpContext, clientXid: Parameters<Core['readUserinfo']>[0]['clientXid']) => {
    const claims = await core.readUserinfo({ token: bearerToken(c), clientXid }, callerOf(c))
    if (!claims.ok) return bearerProblem(c, claims.refusal)
    c.set('personXid', claims.value.sub)
    return c.json(claims.value)
  }
  return {
    method: 'get',
    path: '/auth/userinfo',
    isForBrowsers: false,
    operation,
    async handle(c) {
      if (c.req.header('x-api-key') !== undefined) {
        return withApiKey(c, core, 'service', ({ clientXid }) => read(c, clientXid))
      }
      // Before its session is looked up nobody knows the client, but its backend has an address.
      const refusal = await takeAllowance(c, { bucket: 'session', key: addressKey(c.get('address')) })
      return refusal ? problem(c, refusal) : read(c, null)
    },
  }
}
