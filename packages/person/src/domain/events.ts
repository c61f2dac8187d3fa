export type PersonAction =
  | 'person.created'
  | 'person.updated'
  | 'person.suspended'
  | 'person.reinstated'
  | 'identity.created'
  | 'identity.verified'
  | 'identity.challenge_changed'
  | 'sign_in_attempts.swept'

export type PersonSuspicion =
  | 'verify_failed'
  | 'verify_refused'
  | 'account_locked'
  | 'suspended_login_attempt'
  | 'registration_refused'
