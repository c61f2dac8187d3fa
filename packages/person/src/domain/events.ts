export type PersonAction =
  | 'person.created'
  | 'person.updated'
  | 'person.deleted'
  | 'person.suspended'
  | 'person.reinstated'
  | 'identity.created'
  | 'identity.verified'
  | 'identity.identifier_changed'
  | 'identity.challenge_changed'

export type PersonSuspicion =
  | 'verify_failed'
  | 'verify_refused'
  | 'account_locked'
  | 'suspended_login_attempt'
  | 'registration_refused'
