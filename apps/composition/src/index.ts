export type { AuditCore, Sealing } from './compose-audit.ts'
export { compose, defaultRealmXid } from './compose.ts'
export { type Config, type Environment, readConfig } from './config.ts'
export type { Core } from './core.ts'
export { type Allowance, type BucketName, type BucketOf, type Limits, buckets, limitsFrom } from './limits.ts'
export {
  type OAuthMetadata,
  type SomeOAuthMetadata,
  oauthFromMetadata,
  oauthShape,
  oauthToMetadata,
} from './oauth-metadata.ts'
export type { ConfigProblem } from './production-config.ts'
export type { Settings } from './settings.ts'
export { newSecret, randomKey, serviceCaller, systemClock, xidMaker } from './system.ts'
export type { Tables } from './tables.ts'
