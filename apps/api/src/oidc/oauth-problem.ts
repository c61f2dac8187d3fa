import type { HttpContext } from '../http/exchange.ts'
import { type ProblemCode, type Refusal, problem, reasonOf } from '../http/problems.ts'

/** Refusals that OAuth has another name or status for than the native flow. */
const oauthNames: Readonly<Partial<Record<ProblemCode, ProblemCode>>> = {
  client_inactive: 'oauth_client_inactive',
  grant_type_unsupported: 'oauth_grant_type_unsupported',
  person_suspended: 'oauth_person_suspended',
  grant_required: 'oauth_grant_required',
  grant_revoked: 'oauth_grant_revoked',
}

/** RFC 6749, section 5.2: a client that tried Basic is told that Basic is what failed. */
export function oauthProblem(c: HttpContext, refusal: Refusal): Response {
  const code = reasonOf(refusal)
  const name = oauthNames[code] ?? code
  const said: Refusal = typeof refusal === 'string' ? name : { ...refusal, reason: name }
  const isBasic = /^Basic /i.test(c.req.header('authorization') ?? '')
  const answer = problem(c, said)
  if (answer.status === 401 && isBasic) answer.headers.set('WWW-Authenticate', 'Basic realm="LGC"')
  return answer
}
