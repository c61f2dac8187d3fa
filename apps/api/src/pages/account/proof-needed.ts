import { type Instant, later } from '@lgc/kernel'
import type { Here } from './here.ts'

/** A little less than the use cases grant, so that a form that is shown without the question is not refused. */
const freshForSeconds = 4 * 60

/** What somebody has to show before they may be named otherwise. */
export function proofNeeded({ session, identities }: Here, now: Instant): 'none' | 'password' | 'sign_in' {
  if (later(session.authTime, freshForSeconds) > now) return 'none'
  return identities.some(({ hasChallenge }) => hasChallenge) ? 'password' : 'sign_in'
}
