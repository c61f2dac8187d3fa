export {
  type AppliedPerson,
  type ApplyPerson,
  type ApplyPersonRefusal,
  type WantedIdentity,
  type WantedPerson,
  applyPerson,
} from './app/apply-person.ts'
export { type Identified, type Identify, identify } from './app/identify.ts'
export type {
  AttemptKey,
  AttemptKeyOf,
  CredentialVersion,
  HashingTurn,
  Identities,
  KnownDevices,
  PaceAttempts,
  PasswordHash,
  PersonUnit,
  Persons,
  SignInAttempts,
  SignedIn,
  TakeHashingTurn,
} from './app/ports.ts'
export {
  type RegisterPerson,
  type RegisteredPerson,
  type Registration,
  type RegistrationRefusal,
  registerPerson,
} from './app/register-person.ts'
export { type NewPassword, type SetPassword, setPassword } from './app/set-password.ts'
export { type SweepAttempts, sweepAttempts } from './app/sweep-attempts.ts'
export { type PersonSwitch, type SwitchPerson, switchPerson } from './app/switch-person.ts'
export {
  type PasswordAttempt,
  type PasswordRefusal,
  type VerifiedIdentity,
  type VerifyPassword,
  verifyPassword,
} from './app/verify-password.ts'
export type { PersonAction, PersonSuspicion } from './domain/events.ts'
export {
  type CanonicalIdentifier,
  type IdentityType,
  type ParsedIdentifier,
  type ToE164,
  identityTypes,
  parseIdentifier,
} from './domain/identifier.ts'
export type { ChallengeMethod, Identity } from './domain/identity.ts'
export {
  type PasswordPolicy,
  type PasswordWeakness,
  type WeakPassword,
  checkPassword,
} from './domain/password-policy.ts'
export type { Person, PersonStatus } from './domain/person.ts'
