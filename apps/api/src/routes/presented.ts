import type { Presented } from '@lgc/authentication'
import { clearCookie, hasCookie, readCookie } from '../http/cookies.ts'
import type { HttpContext } from '../http/exchange.ts'
import { type Refusal, problem, reasonOf } from '../http/problems.ts'

export function presentedBy(c: HttpContext, verificationToken: string | undefined): Presented {
  return {
    verificationToken: verificationToken ?? null,
    loginToken: readCookie(c, 'lgc_session'),
    freshSince: null,
  }
}

/** Refuses, and takes a cookie back that is good for nothing any more. */
export function refuseAuthorization(c: HttpContext, refusal: Refusal): Response {
  const isDead = reasonOf(refusal) === 'login_required' && isOver(refusal)
  if (isDead && hasCookie(c, 'lgc_session')) clearCookie(c, 'lgc_session')
  return problem(c, refusal)
}

function isOver(refusal: Refusal): boolean {
  const reason = typeof refusal === 'string' ? undefined : refusal.details['reason']
  return reason === 'session_expired' || reason === 'session_idle_timeout' || reason === 'no_session'
}
