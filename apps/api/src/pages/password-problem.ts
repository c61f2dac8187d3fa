import { type Refusal, problems, reasonOf } from '../http/problems.ts'
import type { ChallengeProblem } from './views/index.ts'

const shown: ReadonlySet<string> = new Set<ChallengeProblem>([
  'account_locked',
  'person_suspended',
  'overloaded',
])

/** What a page says of a current password that was refused. */
export function currentPasswordProblem(refusal: Refusal): ChallengeProblem {
  const reason = reasonOf(refusal)
  return shown.has(reason) ? (reason as ChallengeProblem) : 'credentials_invalid'
}

/** A page is no 401: that would need a challenge that browsers answer with a box of their own. */
export function statusOfProblem(problem: ChallengeProblem): number {
  const status = problem === 'password_missing' ? 422 : problems[problem].status
  return status === 401 ? 422 : status
}
