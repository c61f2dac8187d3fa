export type { AdmissionRefusal } from './app/admission.ts'
export {
  type Authorize,
  type AuthorizeRefusal,
  type ConsentRequired,
  authorize,
} from './app/authorize.ts'
export { type BeginProviderLogin, beginProviderLogin } from './app/begin-provider-login.ts'
export { type BeginLoginFlow, beginLoginFlow } from './app/begin-login-flow.ts'
export {
  type CheckSession,
  type LiveSession,
  type PresentedSession,
  type SessionRefusal,
  checkSession,
} from './app/check-session.ts'
export { type NoteActivity, noteActivity } from './app/note-activity.ts'
export {
  type CreateLoginSession,
  type LoginSessionRefusal,
  createLoginSession,
} from './app/create-login-session.ts'
export { type EndOtherSessions, endOtherSessions } from './app/end-other-sessions.ts'
export { type EndOwnSession, endOwnSession } from './app/end-own-session.ts'
export {
  type EndedBefore,
  type IssuedUnit,
  endIssuedBefore,
} from './app/end-issued-before.ts'
export { type EndSession, endSession } from './app/end-session.ts'
export {
  type ExchangeAuthorizationCode,
  type Exchanged,
  exchangeAuthorizationCode,
} from './app/exchange-authorization-code.ts'
export { type FindLoginSession, findLoginSession } from './app/find-login-session.ts'
export { type CheckKeys, checkKeys } from './app/keys/check-keys.ts'
export { ensureKeys } from './app/keys/ensure-keys.ts'
export { type KeyState, type ListKeys, type ListedKey, listKeys } from './app/keys/list-keys.ts'
export { type MintIdToken, mintIdToken } from './app/keys/mint-id-token.ts'
export type { KeysUnit } from './app/keys/ports.ts'
export { type PublishKeys, type PublishedKeys, publishKeys } from './app/keys/publish-keys.ts'
export { type ReencryptKeys, reencryptKeys } from './app/keys/reencrypt-keys.ts'
export { type RevocationRefusal, type RevokeKey, revokeKey } from './app/keys/revoke-key.ts'
export { type RotateKey, type RotationRefusal, rotateKey } from './app/keys/rotate-key.ts'
export { type SignToken, signToken } from './app/keys/sign-token.ts'
export { type TendKeys, tendKeys } from './app/keys/tend-keys.ts'
export { type TokenRefusal, type VerifyToken, verifyToken } from './app/keys/verify-token.ts'
export { type FinishProviderLogin, finishProviderLogin } from './app/finish-provider-login.ts'
export {
  type DispatchLogoutNotices,
  type DispatchedNotices,
  dispatchLogoutNotices,
} from './app/logout/dispatch-logout-notices.ts'
export type { LogoutNotices, LogoutUnit, NoteEnded } from './app/logout/ports.ts'
export { queueLogoutNotices } from './app/logout/queue-logout-notices.ts'
export {
  type LogoutRequestRefusal,
  type ReadLogoutRequest,
  readLogoutRequest,
} from './app/logout/read-logout-request.ts'
export {
  type NoticeRefusal,
  type RetryLogoutNotice,
  retryLogoutNotice,
} from './app/logout/retry-logout-notice.ts'
export type { Authorized } from './app/issue-code.ts'
export type { Verified } from './app/issue-verification.ts'
export type {
  AuthenticationUnit,
  AuthorizationCodes,
  Clients,
  Consents,
  FindCodeView,
  FindSessionView,
  FindSessionViewByXid,
  ListConsents,
  ListSessions,
  ListedSession,
  LoginFlow,
  LoginFlows,
  ProviderAccount,
  ProviderLogins,
  Secrets,
  Sessions,
  Subject,
  Subjects,
  VerificationTokens,
  Whose,
} from './app/ports.ts'
export {
  type AnswerDevice,
  type DeviceAnswerRefusal,
  answerDevice,
} from './app/device/answer-device.ts'
export { type AuthorizeDevice, authorizeDevice } from './app/device/authorize-device.ts'
export { type ExchangeDeviceCode, exchangeDeviceCode } from './app/device/exchange-device-code.ts'
export { type FindDevice, findDevice } from './app/device/find-device.ts'
export { type OpenDevice, openDevice } from './app/device/open-device.ts'
export type { DeviceUnit } from './app/device/ports.ts'
export { parseUserCode, showUserCode } from './domain/device/user-code.ts'
export { type ChooseAccount, chooseAccount } from './app/openid/choose-account.ts'
export {
  type KeepOpenIdRequest,
  type KeptRequest,
  keepOpenIdRequest,
} from './app/openid/keep-openid-request.ts'
export {
  type OpenIdRefusal,
  type ReadOpenIdRequest,
  type ReplyTo,
  readOpenIdRequest,
} from './app/openid/read-openid-request.ts'
export { precreateConsent } from './app/precreate-consent.ts'
export {
  type ReadProviderToken,
  readProviderToken,
} from './app/read-provider-token.ts'
export {
  type FindProviderOffer,
  type TakeProviderOffer,
  findProviderOffer,
  takeProviderOffer,
} from './app/provider-offer.ts'
export { type ReadUserinfo, readUserinfo } from './app/read-userinfo.ts'
export { type Denied, type RecordConsent, recordConsent } from './app/record-consent.ts'
export { type RenewLoginSession, renewLoginSession } from './app/renew-login-session.ts'
export type { CodeExchange } from './app/redemption.ts'
export { type RevokeSession, revokeSession } from './app/revoke-session.ts'
export { type ResumeLoginFlow, resumeLoginFlow } from './app/resume-login-flow.ts'
export type { Presented } from './app/subject.ts'
export {
  type AuthenticateByAssertion,
  type PresentedAssertion,
  authenticateByAssertion,
} from './app/tokens/authenticate-by-assertion.ts'
export { type CheckDpopProof, type PresentedProof, checkDpopProof } from './app/tokens/check-dpop-proof.ts'
export { proofAlgorithms } from './domain/tokens/client-assertion.ts'
export {
  type CodeForTokens,
  type CodeForTokensRefusal,
  type ExchangeCodeForTokens,
  exchangeCodeForTokens,
} from './app/tokens/exchange-code-for-tokens.ts'
export {
  type ClientTokenRefusal,
  type IssueClientToken,
  issueClientToken,
} from './app/tokens/issue-client-token.ts'
export {
  type Introspection,
  type IntrospectToken,
  introspectToken,
} from './app/tokens/introspect-token.ts'
export { type IssueTokens, type IssuedTokens, issueTokens } from './app/tokens/issue-tokens.ts'
export type { TokenUnit } from './app/tokens/ports.ts'
export {
  type AccessTokenRefusal,
  findAccessToken,
  readAccessToken,
} from './app/tokens/read-access-token.ts'
export { type ClaimsRefusal, type ReadClaims, readClaims } from './app/tokens/read-claims.ts'
export {
  type RefreshTokens,
  type Refreshing,
  type RefreshingRefusal,
  refreshTokens,
} from './app/tokens/refresh-tokens.ts'
export { type RevokeToken, revokeToken } from './app/tokens/revoke-token.ts'
export {
  type Expired,
  type SweepExpired,
  type SweepUnit,
  type Swept,
  sweepExpired,
} from './app/sweep-expired.ts'
export { type VerifiedByCode, type VerifyByCode, verifyByCode } from './app/verify-by-code.ts'
export {
  type VerifiedByPassword,
  type VerifyByPassword,
  verifyByPassword,
} from './app/verify-by-password.ts'
export { type WithdrawAccess, withdrawAccess } from './app/withdraw-access.ts'
export { type VerifyByProvider, verifyByProvider } from './app/verify-by-provider.ts'
export { type VerifyProviderAccount, verifyProviderAccount } from './app/verify-provider-account.ts'
export { type WithdrawConsent, withdrawConsent } from './app/withdraw-consent.ts'
export { type WhoIsHere, whoIsHere } from './app/who-is-here.ts'
export {
  type AuthorizationRequest,
  type Prompt,
  prompts,
  type RequestRefusal,
  refusalsWithoutRedirect,
} from './domain/authorization-request.ts'
export type { RequestParameters } from './domain/openid/openid-request.ts'
export type { ClaimRequest, RequestedClaims } from './domain/openid/requested-claims.ts'
export {
  type OpenIdParameters,
  type OpenIdTerms,
  type ResponseMode,
  responseModes,
} from './domain/openid/openid-terms.ts'
export { authorizationResponse } from './domain/authorization-response.ts'
export type { ApprovalRefusal, ConsentRecord } from './domain/consent.ts'
export type { Claims, Profile } from './domain/claims.ts'
export type { AuthenticationAction, AuthenticationSuspicion } from './domain/events.ts'
export { type SignedInPerson, authenticationClass } from './domain/keys/id-token.ts'
export { publicKeysLifetimeInSeconds } from './domain/keys/keyring.ts'
export { type SigningAlgorithm, signingAlgorithms } from './domain/keys/signing-key.ts'
export type { LogoutNotice, NoticeState } from './domain/logout/logout-notice.ts'
export type { ExpectedToken, TokenClaims, TokenType } from './domain/keys/token.ts'
export type { Access, ProtocolTerms, RegisteredClient } from './domain/registered-client.ts'
export { type Session, endOf, idleEnd, sessionLifetimeInSeconds } from './domain/session.ts'
