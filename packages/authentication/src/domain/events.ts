export type AuthenticationAction =
  | 'authorization_code.issued'
  | 'authorization_code.exchanged'
  | 'consent.recorded'
  | 'consent.auto_granted'
  | 'consent.denied'
  | 'consent.precreated'
  | 'consent.withdrawn'
  | 'device.approved'
  | 'device.denied'
  | 'device.exchanged'
  | 'session.created'
  | 'session.renewed'
  | 'session.refreshed'
  | 'access_token.issued'
  | 'access_token.revoked'
  | 'session.revoked'
  | 'session.switched'
  | 'session.expired'
  | 'authentication.swept'
  | 'signing_key.created'
  | 'signing_key.rotated'
  | 'signing_key.revoked'
  | 'signing_key.erased'
  | 'signing_key.reencrypted'
  | 'authentication.ended'
  | 'logout_notice.sent'
  | 'logout_notice.parked'
  | 'logout_notice.retried'

export type AuthenticationSuspicion =
  | 'authorization_refused'
  | 'client_unknown'
  | 'redirect_uri_mismatch'
  | 'scope_violation'
  | 'verification_token_invalid'
  | 'verification_token_expired'
  | 'suspended_login_attempt'
  | 'grant_denied'
  | 'authorization_code_refused'
  | 'authorization_code_replayed'
  | 'code_client_mismatch'
  | 'pkce_failed'
  | 'device_refused'
  | 'session_refused'
  | 'session_client_mismatch'
  | 'logout_refused'
  | 'google_token_invalid'
  | 'google_login_refused'
  | 'token_refused'
  | 'refresh_token_reused'
  | 'token_client_mismatch'
  | 'access_token_refused'
  | 'client_assertion_refused'
  | 'dpop_refused'

/** Refusals that have an event name of their own; the rest go under the name of the step. */
const named: Readonly<Record<string, AuthenticationSuspicion>> = {
  client_unknown: 'client_unknown',
  redirect_uri_mismatch: 'redirect_uri_mismatch',
  redirect_uri_differs: 'redirect_uri_mismatch',
  scope_not_allowed: 'scope_violation',
  scope_not_requested: 'scope_violation',
  verification_token_invalid: 'verification_token_invalid',
  verification_token_stale: 'verification_token_invalid',
  verification_token_expired: 'verification_token_expired',
  person_suspended: 'suspended_login_attempt',
  grant_required: 'grant_denied',
  grant_revoked: 'grant_denied',
  authorization_code_used: 'authorization_code_replayed',
  authorization_code_client_mismatch: 'code_client_mismatch',
  pkce_verifier_missing: 'pkce_failed',
  pkce_verifier_mismatch: 'pkce_failed',
  pkce_verifier_unexpected: 'pkce_failed',
  session_client_mismatch: 'session_client_mismatch',
  google_token_invalid: 'google_token_invalid',
  refresh_token_used: 'refresh_token_reused',
  token_client_mismatch: 'token_client_mismatch',
  scope_not_granted: 'scope_violation',
}

export function suspicionOf(reason: string, step: AuthenticationSuspicion): AuthenticationSuspicion {
  return named[reason] ?? step
}
