export type SignInProblem = 'identifier_missing' | 'identifier_unrecognized' | 'method_unavailable'

export type ChallengeProblem =
  | 'password_missing'
  | 'credentials_invalid'
  | 'account_locked'
  | 'person_suspended'
  | 'overloaded'
  | 'grant_required'

export type CodeProblem =
  | 'code_missing'
  | 'credentials_invalid'
  | 'otp_expired'
  | 'otp_attempts_exceeded'
  | 'account_locked'
  | 'person_suspended'
  | 'too_early'

export type RegisterField = 'name_display' | 'identifier' | 'password'

export type RegisterProblem =
  | 'missing'
  | 'too_long'
  | 'identifier_unrecognized'
  | 'identifier_type_not_allowed'
  | 'identifier_taken'
  | 'password_too_short'
  | 'password_too_long'
  | 'password_common'
  | 'password_context'

export type NameProblem = 'missing' | 'too_long'

/** Why a password is not taken as the new one. */
export type NewPasswordProblem =
  | 'missing'
  | 'password_too_short'
  | 'password_too_long'
  | 'password_common'
  | 'password_context'

export type ErrorKind =
  | 'client_unknown'
  | 'redirect_uri_mismatch'
  | 'flow_expired'
  | 'link_dead'
  | 'google_failed'
  | 'address_taken'
  | 'forbidden'
  | 'not_found'
  | 'gone'
  | 'access_denied'
  | 'registration_closed'
  | 'rate_limited'
  | 'unavailable'
  | 'server_error'
  | 'bad_request'
