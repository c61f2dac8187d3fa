export type PersonAction =
  | 'person.created'
  | 'person.updated'
  | 'person.suspended'
  | 'person.reinstated'
  | 'identity.created'
  | 'identity.verified'
  | 'identity.challenge_changed'

export type PersonSuspicion = 'verify_failed' | 'account_locked' | 'suspended_login_attempt'
