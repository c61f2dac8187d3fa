export {
  type AppliedPerson,
  type ApplyPerson,
  type ApplyPersonRefusal,
  type WantedIdentity,
  type WantedPerson,
  applyPerson,
} from './app/apply-person.ts'
export {
  type ChallengeChange,
  type ChallengeChangeRefusal,
  type ChangeProvisionedChallenge,
  changeProvisionedChallenge,
} from './app/change-provisioned-challenge.ts'
export {
  type ChangeProvisionedIdentifier,
  type IdentifierChange,
  type IdentifierChangeRefusal,
  changeProvisionedIdentifier,
} from './app/change-provisioned-identifier.ts'
export { type Load, type LoadPersons, type Loaded, loadPersons } from './app/load-persons.ts'
export {
  type ProvisionPerson,
  type ProvisioningOrder,
  type ProvisioningRefusal,
  provisionPerson,
} from './app/provision-person.ts'
export type { Newcomer, NewcomerRefusal, ProvisionedPerson } from './app/provisioning.ts'
export type {
  Admittance,
  GivenAnswers,
  Once,
  Product,
  Products,
  ProvisioningUnit,
} from './app/provisioning-ports.ts'
export { type ChangeChallenge, changeChallenge } from './app/change-challenge.ts'
export {
  type ChangeEmail,
  type EmailChangeRefusal,
  changeEmail,
} from './app/change-email.ts'
export { type ChangeIdentifier, changeIdentifier } from './app/change-identifier.ts'
export { type DeletePerson, deletePerson } from './app/delete-person.ts'
export { endLinksBefore } from './app/end-links-before.ts'
export { type ChangePhone, type PhoneChangeRefusal, changePhone } from './app/change-phone.ts'
export {
  type ChangePassword,
  type PasswordChangeRefusal,
  changePassword,
} from './app/change-password.ts'
export { type Identified, type Identify, identify } from './app/identify.ts'
export { type LookAtProof, lookAtProof } from './app/look-at-proof.ts'
export type {
  AttemptKey,
  AttemptKeyOf,
  CodeMaker,
  Correspondence,
  CredentialVersion,
  HashingTurn,
  Identities,
  KnownDevices,
  ListedPerson,
  Messages,
  OneTimeCodes,
  OutgoingMessage,
  PaceAttempts,
  PasswordHash,
  PersonUnit,
  Persons,
  ProofTokens,
  Proofs,
  SearchPersons,
  SignInAttempts,
  SignedIn,
  TakeHashingTurn,
} from './app/ports.ts'
export {
  type AccountRegistrationRefusal,
  type RegisterAccount,
  registerAccount,
} from './app/register-account.ts'
export {
  type RegisterPerson,
  type RegisteredPerson,
  type Registration,
  type RegistrationRefusal,
  registerPerson,
} from './app/register-person.ts'
export {
  type EmailChangeRequestRefusal,
  type RequestEmailChange,
  requestEmailChange,
} from './app/request-email-change.ts'
export {
  type PhoneChangeRequestRefusal,
  type RequestPhoneChange,
  requestPhoneChange,
} from './app/request-phone-change.ts'
export { type RequestPasswordReset, requestPasswordReset } from './app/request-password-reset.ts'
export {
  type RequestVerification,
  type VerificationRequestRefusal,
  requestVerification,
} from './app/request-verification.ts'
export { type ResetPassword, type ResetRefusal, resetPassword } from './app/reset-password.ts'
export { type NewPassword, type SetPassword, setPassword } from './app/set-password.ts'
export {
  type CodeRequest,
  type CodeRequestRefusal,
  type CodeRules,
  type SendOneTimeCode,
  type SentCode,
  sendOneTimeCode,
} from './app/send-one-time-code.ts'
export { type SweepCodes, sweepCodes } from './app/sweep-codes.ts'
export { type SweepAttempts, sweepAttempts } from './app/sweep-attempts.ts'
export { type PersonSwitch, type SwitchPerson, switchPerson } from './app/switch-person.ts'
export { type PersonChange, type UpdatePerson, updatePerson } from './app/update-person.ts'
export { type AddressRefusal, type VerifyAddress, verifyAddress } from './app/verify-address.ts'
export { type AccountRefusal, type VerifyAccount, verifyAccount } from './app/verify-account.ts'
export {
  type PasswordAttempt,
  type PasswordRefusal,
  type VerifiedIdentity,
  type VerifyPassword,
  verifyPassword,
} from './app/verify-password.ts'
export {
  type CodeAttempt,
  type CodeAttemptRefusal,
  type VerifyOneTimeCode,
  verifyOneTimeCode,
} from './app/verify-one-time-code.ts'
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
export type { CodeMethod, OneTimeCode } from './domain/one-time-code.ts'
export {
  type PasswordPolicy,
  type PasswordWeakness,
  type WeakPassword,
  checkPassword,
} from './domain/password-policy.ts'
export type { Person, PersonStatus } from './domain/person.ts'
