import type { ProblemCode } from '../http/problems.ts'

/** What is refused of an app session, in the order in which it is looked at. */
export const sessionErrors: readonly ProblemCode[] = [
  'session_missing',
  'session_not_found',
  'session_kind_mismatch',
  'session_client_mismatch',
  'session_expired',
  'session_idle_timeout',
  'person_suspended',
  'client_inactive',
  'grant_required',
  'grant_revoked',
]
