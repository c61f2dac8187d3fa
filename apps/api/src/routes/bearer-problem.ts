import type { HttpContext } from '../http/exchange.ts'
import { type Refusal, problem, problems, reasonOf } from '../http/problems.ts'

/** A refusal to whoever came with a token, with the challenge that RFC 6750, section 3, asks for. */
export function bearerProblem(c: HttpContext, refusal: Refusal): Response {
  const reason = reasonOf(refusal)
  if (reason === 'insufficient_scope') {
    return problem(c, refusal, challenge('Bearer error="insufficient_scope", scope="openid"'))
  }
  if (problems[reason].status !== 401) return problem(c, refusal)
  return problem(
    c,
    refusal,
    challenge(reason === 'session_missing' ? 'Bearer' : 'Bearer error="invalid_token"'),
  )
}

function challenge(value: string): { readonly headers: Readonly<Record<string, string>> } {
  return { headers: { 'WWW-Authenticate': value } }
}
