import type { ProblemCode } from '../http/problems.ts'

/** What authorize and consent both check, in the normative order. */
export const admissionErrors: readonly ProblemCode[] = [
  'client_unknown',
  'client_inactive',
  'redirect_uri_mismatch',
  'response_type_unsupported',
  'scope_invalid',
  'scope_not_allowed',
  'pkce_required',
  'pkce_method_unsupported',
  'verification_token_missing',
  'verification_token_invalid',
  'verification_token_expired',
  'verification_token_stale',
  'login_required',
  'person_suspended',
  'grant_required',
  'grant_revoked',
]
