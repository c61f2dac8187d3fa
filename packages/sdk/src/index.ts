export { type AdminClient, type AdminSettings, adminClient } from './admin/admin-client.ts'
export type {
  ApiKeyOrder,
  ClientAdmin,
  ClientChange,
  ClientFilter,
  ClientOrder,
  CreatedApiKey,
  CreatedClient,
  RotatedSecret,
  SwitchedClient,
} from './admin/client-admin.ts'
export type { GrantAdmin, GrantOrder, Whose } from './admin/grant-admin.ts'
export type {
  ChangedChallenge,
  IdentityAdmin,
  PersonAdmin,
  PersonChange,
  PersonFilter,
  WholePerson,
} from './admin/person-admin.ts'
export type { AuditFilter, LogAdmin, RequestFilter, SecurityFilter } from './admin/log-admin.ts'
export type { RealmAdmin } from './admin/realm-admin.ts'
export type { Answer, CallbackProblem, Problem } from './answer.ts'
export type { CallbackAnswer } from './answer-of.ts'
export type { AuthorizeRequest, AuthorizeUrl } from './authorize-url.ts'
export type { ExchangedCode } from './exchanged-code.ts'
export { type CodeExchange, type LgcClient, type LgcSettings, lgcClient } from './lgc-client.ts'
export type { JobSettings, Patience } from './ask-again.ts'
export type { Named } from './idempotency-key.ts'
export { LgcRefused } from './lgc-refused.ts'
export { LgcUnavailable } from './lgc-unavailable.ts'
export type { Page, PageRequest, Pages } from './pages.ts'
export type { Newcomer, Provisioned, ProvisionedItem } from './provisioning/provisioned.ts'
export { type Load, type ProvisioningClient, provisioningClient } from './provisioning/provisioning-client.ts'
export type { Session } from './session.ts'
export type {
  ApiKey,
  AuditEntry,
  Client,
  ClientOAuth,
  Consent,
  Grant,
  Identity,
  ListedPerson,
  ListedSession,
  LoggedRequest,
  Person,
  Realm,
  SecurityEvent,
} from './things.ts'
export type { Userinfo } from './userinfo.ts'
