import { proofAlgorithms } from '@lgc/authentication'
import type { HttpContext } from '../http/exchange.ts'
import { type Refusal, problem, problems, reasonOf } from '../http/problems.ts'

/**
 * A refusal to whoever came with an access token, with the challenge that RFC 6750, section 3, and RFC 9449, section
 * 7.1, ask for: in the scheme that was tried.
 */
export function tokenProblem(c: HttpContext, refusal: Refusal): Response {
  const reason = reasonOf(refusal)
  const isBound = /^DPoP /i.test(c.req.header('authorization') ?? '')
  const said = [
    ...(reason === 'access_token_missing' ? [] : [`error="${problems[reason].error}"`]),
    ...(reason === 'insufficient_scope' ? ['scope="openid"'] : []),
    ...(isBound ? [`algs="${proofAlgorithms(false).join(' ')}"`] : []),
  ].join(', ')
  const challenge = `${isBound ? 'DPoP' : 'Bearer'} ${said}`.trimEnd()
  return problem(c, refusal, { headers: { 'WWW-Authenticate': challenge } })
}
