export { type RecallAnswer, recallAnswer } from './app/answer-once.ts'
export {
  type AuthenticateApiKey,
  type ApiKeyRefusal,
  authenticateApiKey,
} from './app/authenticate-api-key.ts'
export {
  type AuthenticateClient,
  type ClientAuthenticationRefusal,
  authenticateClient,
} from './app/authenticate-client.ts'
export { type ChangeAccessLevel, changeAccessLevel } from './app/change-access-level.ts'
export { type ApiKeyOrder, type CreateApiKey, createApiKey } from './app/create-api-key.ts'
export { type CreateGrant, createGrant } from './app/create-grant.ts'
export { giveGrant } from './app/give-grant.ts'
export {
  type CreateRegistrationToken,
  createRegistrationToken,
} from './app/create-registration-token.ts'
export { type FindSelfRegistered, findSelfRegistered } from './app/find-self-registered.ts'
export { type RegisterByToken, registerByToken } from './app/register-by-token.ts'
export { type CreateRealm, createRealm, realmNameForm } from './app/create-realm.ts'
export type {
  ApiKeys,
  ClientSecrets,
  ClientUnit,
  Clients,
  FindCredentials,
  Digest,
  Grants,
  ListClients,
  ListGrants,
  ListRealms,
  NewSecret,
  Once,
  Realm,
  Realms,
  SecretHash,
  SecretHashes,
  SignedIn,
  VerifiedSecrets,
} from './app/ports.ts'
export { type ClientRegistration, type RegisterClient, registerClient } from './app/register-client.ts'
export { type RenameRealm, renameRealm } from './app/rename-realm.ts'
export { type RevokeApiKey, revokeApiKey } from './app/revoke-api-key.ts'
export { type RevokeGrant, revokeGrant } from './app/revoke-grant.ts'
export {
  type RotateClientSecret,
  type RotatedSecret,
  type SecretRotation,
  rotateClientSecret,
} from './app/rotate-client-secret.ts'
export { type SweepIdempotencyKeys, sweepIdempotencyKeys } from './app/sweep-idempotency-keys.ts'
export { type SwitchClient, switchClient } from './app/switch-client.ts'
export { type UpdateClient, updateClient } from './app/update-client.ts'
export { type ApiKey, type ApiKeyRole, apiKeyRoles } from './domain/api-key.ts'
export {
  type Client,
  type ClientChange,
  type ClientSettings,
  type SettledSettings,
  acceptsRedirectUri,
  isActive,
} from './domain/client.ts'
export { type ClientSettingsProblem, checkClientSettings, clientIdForm } from './domain/client-settings.ts'
export type { ClientAction, ClientSuspicion } from './domain/events.ts'
export { type Grant, accessLevelForm } from './domain/grant.ts'
export type { OAuthRule, OAuthSettingsProblem } from './domain/check-oauth-settings.ts'
export { checkOAuthSettings } from './domain/check-oauth-settings.ts'
export { authMethodOf, changedOAuthSettings, usesSecret } from './domain/oauth-change.ts'
export { oauthNames } from './domain/oauth-names.ts'
export {
  type GrantType,
  type OAuthChange,
  type OAuthSettings,
  type PublicKeySet,
  type SigningAlgorithm,
  type TokenEndpointAuthMethod,
  accessTokenFormats,
  defaultOAuthSettings,
  grantTypes,
  signingAlgorithms,
  tokenEndpointAuthMethods,
} from './domain/oauth-settings.ts'
export { checkRedirectUri, matchesRedirectUri } from './domain/redirect-uri.ts'
