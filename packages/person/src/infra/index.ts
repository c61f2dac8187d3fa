export { type Argon2Settings, type HashingLoad, argon2Turns } from './argon2-turns.ts'
export { isCommonPassword } from './common-passwords.ts'
export { hmacCodeMaker } from './hmac-code-maker.ts'
export { sqlOneTimeCodes } from './sql-one-time-codes.ts'
export { hmacAttemptKey } from './attempt-keys.ts'
export { hmacKnownDevices } from './known-devices.ts'
export { belongsToCountries, parsePhoneNumber } from './phone-numbers.ts'
export { sqlIdentities } from './sql-identities.ts'
export { sqlPersonSearch } from './sql-person-search.ts'
export { sqlPersons } from './sql-persons.ts'
export {
  type IdentityOwner,
  type Profile,
  type Profiles,
  sqlProfileLookup,
  sqlProfiles,
} from './sql-profiles.ts'
export { nodeProofTokens } from './node-proof-tokens.ts'
export { sqlProofs } from './sql-proofs.ts'
export { sqlSignInAttempts } from './sql-sign-in-attempts.ts'
export type { PersonTables } from './tables.ts'
