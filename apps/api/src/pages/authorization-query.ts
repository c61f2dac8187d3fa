import type { AuthorizationRequest } from '@lgc/authentication'
import { z } from 'zod'
import type { HttpContext } from '../http/exchange.ts'
import { parseStrictForm } from '../http/strict-form.ts'
import {
  authorizationParameters,
  freshnessParameters,
  toAuthorizationRequest,
} from '../routes/authorization-parameters.ts'

/** As `POST /auth/authorize` takes it, in a query. Unknown parameters are ignored (RFC 6749, section 3.1). */
const query = z.object({
  ...authorizationParameters,
  ...freshnessParameters,
  scope: z.string().default(''),
  max_age: z
    .string()
    .regex(/^[0-9]{1,9}$/)
    .transform(Number)
    .optional(),
})

/** What the address asks for: nothing (null), something well-formed, or rubbish (undefined). */
export function authorizationQuery(c: HttpContext): AuthorizationRequest | null | undefined {
  const fields = parseStrictForm(new URL(c.req.url).search)
  if (!fields.ok) return undefined
  const isRequest = Object.keys(fields.value).some((name) => name in query.shape)
  if (!isRequest) return null
  const parsed = query.safeParse(fields.value)
  return parsed.success ? toAuthorizationRequest(parsed.data) : undefined
}
