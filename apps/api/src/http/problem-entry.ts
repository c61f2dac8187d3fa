/** What OAuth libraries understand: the names of RFC 6749 and of what extends it, and plain words elsewhere. */
export type Coarse =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_response_type'
  | 'unsupported_grant_type'
  | 'access_denied'
  | 'login_required'
  | 'consent_required'
  | 'insufficient_scope'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'rate_limited'
  | 'server_error'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'registration_not_supported'
  | 'invalid_request_uri'
  | 'invalid_target'
  | 'invalid_token'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'unmet_authentication_requirements'
  | 'account_selection_required'
  | 'invalid_client_metadata'
  | 'invalid_redirect_uri'
  | 'authorization_pending'
  | 'slow_down'
  | 'expired_token'

export type Entry = {
  readonly status: number
  readonly error: Coarse
  readonly description: string
  /** The code on the wire, where it is not the name of the refusal itself. */
  readonly code?: string
  /** What of the request is at fault, for `validation_failed`. */
  readonly field?: { readonly path: string; readonly rule: string }
}

export const invalid = (path: string, rule: string): Entry => ({
  status: 400,
  error: 'invalid_request',
  code: 'validation_failed',
  description: 'The request is not well-formed; see fields.',
  field: { path, rule },
})
export const entry = (status: number, error: Coarse, description: string): Entry => ({
  status,
  error,
  description,
})
