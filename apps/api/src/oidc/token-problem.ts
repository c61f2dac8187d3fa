import type { HttpContext } from '../http/exchange.ts'
import { type Refusal, problem, problems, reasonOf } from '../http/problems.ts'

/** A refusal to whoever came with an access token, with the challenge that RFC 6750, section 3, asks for. */
export function tokenProblem(c: HttpContext, refusal: Refusal): Response {
  const reason = reasonOf(refusal)
  const { error } = problems[reason]
  const said = reason === 'access_token_missing' ? '' : ` error="${error}"`
  const scope = reason === 'insufficient_scope' ? ', scope="openid"' : ''
  return problem(c, refusal, { headers: { 'WWW-Authenticate': `Bearer${said}${scope}` } })
}
