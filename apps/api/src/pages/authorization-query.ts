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

export type AuthorizationQuery =
  | { readonly kind: 'absent' }
  | { readonly kind: 'request'; readonly request: AuthorizationRequest }
  /** Whom to tell, if client, redirect URI and state are well-formed and something else is to blame. */
  | { readonly kind: 'malformed'; readonly replyTo: ReplyTo | null }

export type ReplyTo = {
  readonly clientId: string
  readonly redirectUri: string
  readonly state: string | null
}

const replyParameters = z.object({
  client_id: query.shape.client_id,
  redirect_uri: query.shape.redirect_uri,
  state: z.string().max(2048).optional(),
})

/** What the address asks for, if anything. */
export function authorizationQuery(c: HttpContext): AuthorizationQuery {
  const fields = parseStrictForm(new URL(c.req.url).search)
  if (!fields.ok) return { kind: 'malformed', replyTo: null }
  const isRequest = Object.keys(fields.value).some((name) => name in query.shape)
  if (!isRequest) return { kind: 'absent' }
  const parsed = query.safeParse(fields.value)
  if (parsed.success) return { kind: 'request', request: toAuthorizationRequest(parsed.data) }
  const reply = replyParameters.safeParse(fields.value)
  if (!reply.success) return { kind: 'malformed', replyTo: null }
  const { client_id: clientId, redirect_uri: redirectUri, state = null } = reply.data
  return { kind: 'malformed', replyTo: { clientId, redirectUri, state } }
}
