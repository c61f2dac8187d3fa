import type { Caller, Instant, Page, PageRequest, Result, Trail, Xid } from '@lgc/kernel'
import type { AuthorizationCode, SecretDigest } from '../domain/authorization-code.ts'
import type { AuthorizationRequest } from '../domain/authorization-request.ts'
import type { Consent, ConsentRecord } from '../domain/consent.ts'
import type { AuthenticationAction, AuthenticationSuspicion } from '../domain/events.ts'
import type { EndedSession } from '../domain/logout/logout-notice.ts'
import type { Access, RegisteredClient } from '../domain/registered-client.ts'
import type { Session } from '../domain/session.ts'
import type { Verification } from '../domain/verification-token.ts'

/** What this context needs to know of a person. */
export type Subject = {
  readonly personXid: Xid
  readonly realmXid: Xid
  readonly isSuspended: boolean
}

/** People, kept by another context. */
export interface Subjects {
  find(personXid: Xid): Promise<Subject | undefined>
  /** The owner of an identity, and how its credential stands now. */
  findByIdentity(identityXid: Xid): Promise<(Subject & { readonly credentialVersion: string }) | undefined>
}

/** Clients and who may enter them, kept by another context. */
export interface Clients {
  find(clientId: string): Promise<RegisteredClient | undefined>
  accessOf(personXid: Xid, clientXid: Xid): Promise<Access>
}

export interface AuthorizationCodes {
  add(code: AuthorizationCode): Promise<void>
  /** Marks the code used. Resolves to false when another transaction did first. */
  spend(code: AuthorizationCode, at: Instant): Promise<boolean>
  /** Nobody can use those any more that nobody used yet; so do the others below. */
  forgetBegunBy(loginSessionXid: Xid): Promise<void>
  forgetOfPersonAtClient(personXid: Xid, clientXid: Xid): Promise<void>
  forgetNotBegunBy(personXid: Xid, loginSessionXid: Xid): Promise<void>
}

export interface Sessions {
  add(session: Session): Promise<void>
  find(digest: SecretDigest): Promise<Session | undefined>
  findByXid(xid: Xid): Promise<Session | undefined>
  /** Moves the last activity forward, never back, and never of a session that is over. */
  bump(sessions: readonly Pick<Session, 'xid'>[], at: Instant): Promise<void>
  /** Under another token from now on. Resolves to false when it ended, or got another one, meanwhile. */
  renew(session: Session, digest: SecretDigest): Promise<boolean>
  /**
   * Notes activity, and keeps others from ending the session until this transaction is over. Resolves to false when
   * it is gone.
   */
  hold(xid: Xid, at: Instant): Promise<boolean>
  /** The app sessions that a login session began. */
  begunBy(loginSessionXid: Xid): Promise<readonly EndedSession[]>
  /** Resolves to the number of sessions that were ended; so do the others below. */
  end(xid: Xid): Promise<number>
  /** Removes one that ran out by itself: unlike the others, nobody else is told. */
  expire(xid: Xid): Promise<number>
  /** Of the person's login sessions, all but the newest so many. */
  endOldestLogins(personXid: Xid, keep: number): Promise<number>
  endMintedFrom(codeXid: Xid): Promise<number>
  endBegunBy(loginSessionXid: Xid): Promise<number>
  endOfPersonAtClient(personXid: Xid, clientXid: Xid): Promise<number>
  /** All of the person's but the login session and those that it began. */
  endNotBegunBy(personXid: Xid, loginSessionXid: Xid): Promise<number>
}

export interface Consents {
  find(personXid: Xid, clientXid: Xid): Promise<Consent | undefined>
  findByXid(xid: Xid): Promise<ConsentRecord | undefined>
  /** Resolves to false when it is gone already. */
  remove(xid: Xid): Promise<boolean>
  /** Adds scopes to what was approved before; of many at once none is lost. */
  extend(consent: {
    xid: Xid
    personXid: Xid
    clientXid: Xid
    scopes: readonly string[]
    /** Of a record that is new; the person's own unless it says otherwise. */
    source?: Consent['source']
    at: Instant
  }): Promise<void>
}

/** Whose sessions or consents are listed. */
export type Whose = { readonly personXid: Xid } | { readonly clientXid: Xid }

export type ListedSession = { readonly session: Session; readonly clientId: string | null }

/** Newest first. */
export type ListSessions = (of: Whose, page: PageRequest) => Promise<Page<ListedSession>>

/** Newest first. */
export type ListConsents = (of: Whose, page: PageRequest) => Promise<Page<ConsentRecord>>

/** An authorization request that was left with us before the browser came (RFC 9126). */
export type PushedRequest = {
  readonly xid: Xid
  /** Of the secret in its `request_uri`. */
  readonly digest: SecretDigest
  readonly clientXid: Xid
  readonly request: AuthorizationRequest
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly answeredAt: Instant | null
}

export interface PushedRequests {
  add(pushed: PushedRequest): Promise<void>
  find(digest: SecretDigest): Promise<PushedRequest | undefined>
  /** Resolves to false when it was answered before. */
  answer(xid: Xid, at: Instant): Promise<boolean>
}

/** Everything a use case of this context may touch inside one transaction. */
export type AuthenticationUnit = Trail<AuthenticationAction, AuthenticationSuspicion> & {
  readonly subjects: Subjects
  readonly clients: Clients
  readonly codes: AuthorizationCodes
  readonly sessions: Sessions
  readonly consents: Consents
  readonly pushedRequests: PushedRequests
}

/** One session with all that decides whether it is good, read in one statement. */
export type SessionView = {
  readonly session: Session
  readonly isSuspended: boolean
  readonly client: {
    readonly xid: Xid
    readonly clientId: string
    readonly isActive: boolean
    readonly requiresGrant: boolean
    readonly allowedScopes: readonly string[]
  } | null
  readonly grant: { readonly xid: Xid; readonly accessLevel: string } | null
  readonly consentedScopes: readonly string[]
}

/** A code, and how the person stands that it was issued for, read in one statement. */
export type CodeView = {
  readonly code: AuthorizationCode
  readonly isSuspended: boolean
  /** What the person lets the client know. */
  readonly consentedScopes: readonly string[]
}

export type FindCodeView = (digest: SecretDigest) => Promise<CodeView | undefined>

export type FindSessionView = (digest: SecretDigest) => Promise<SessionView | undefined>
export type FindSessionViewByXid = (xid: Xid) => Promise<SessionView | undefined>

export interface Secrets {
  /** A fresh secret of at least 256 bits behind the prefix of its kind. */
  make(prefix: 'lgac_' | 'lgs_' | 'lgl_' | 'lgb_' | 'lgpr_' | 'lgat_' | 'lgrt_' | 'lgd_' | 'lgo_'): string
  digest(secret: string): SecretDigest
  /** The S256 challenge that a verifier answers (RFC 7636, section 4.2). */
  challengeOf(verifier: string): string
}

/** Signs and reads verification tokens. Comparison takes the same time wherever the difference is. */
export interface VerificationTokens {
  issue(verification: Verification): string
  read(token: string): Verification | undefined
}

/** Whose identity was proved, by whatever method, and how its credential stood then. */
export type IdentityProof = {
  readonly personXid: Xid
  readonly identityXid: Xid
  readonly identityType: string
  readonly version: string
}

/** With what the browser is to keep of it. */
export type PasswordProof = IdentityProof & { readonly device: string }

/** Checks a password; kept by another context. */
export type CheckPassword<Refusal> = (
  attempt: {
    readonly realmXid: Xid
    readonly identifier: string
    readonly password: string
    readonly device: string | null
  },
  caller: Caller,
) => Promise<Result<PasswordProof, Refusal>>

/** A code that was sent, as somebody types it in. */
export type CodeChallenge = {
  readonly method: 'otp_sms' | 'otp_email'
  readonly challengeXid: Xid
  readonly code: string
  /** The secret of the browser that it comes from, if it comes from one. */
  readonly browser: string | null
  /** What the browser keeps of earlier proofs, if it came along. */
  readonly device: string | null
}

/** Checks a one-time code; kept by another context. */
export type CheckCode<Refusal> = (
  challenge: CodeChallenge,
  caller: Caller,
) => Promise<Result<IdentityProof & { readonly device: string }, Refusal>>

/** An account that somebody has elsewhere, as its provider vouches for it. Who is meant is told by `subject` alone. */
export type ProviderAccount = { readonly subject: string; readonly name: string | null }

/** Who somebody is, asked of another that keeps accounts: Google. */
export interface AccountProvider {
  /** A refusal other than 'unavailable' says what is wrong with the token; it is for the record alone. */
  readToken(token: string, nonce: string | null): Promise<Result<ProviderAccount, string>>
  /** Where a browser is sent to prove who it is; undefined when that cannot be found out now. */
  authorizationUrl(request: {
    readonly state: string
    readonly nonce: string
    readonly codeChallenge: string
  }): Promise<string | undefined>
  /** Whether an answer that says it comes from `iss` is the provider's. */
  isAnswerOf(iss: string | null): Promise<boolean>
  /** The token that a code stands for. */
  exchangeCode(grant: {
    readonly code: string
    readonly codeVerifier: string
  }): Promise<Result<string, 'unavailable' | 'code'>>
}

/** Whose identity an account is; kept by another context. */
export type CheckAccount<Refusal> = (
  account: { readonly realmXid: Xid; readonly subject: string },
  caller: Caller,
) => Promise<Result<IdentityProof, Refusal>>

/** A browser on its way to the provider and back. */
export type ProviderLogin = {
  readonly xid: Xid
  readonly state: SecretDigest
  /** Digest of the secret of the browser that was sent there. */
  readonly browser: SecretDigest
  readonly flowXid: Xid
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

export interface ProviderLogins {
  add(login: ProviderLogin): Promise<void>
  find(state: SecretDigest): Promise<ProviderLogin | undefined>
  /** Resolves to false when another transaction did first. */
  spend(login: ProviderLogin, at: Instant): Promise<boolean>
  /** Keeps whose account it turned out to be, until somebody is made of it. */
  keepAccount(login: ProviderLogin, account: ProviderAccount): Promise<void>
  findOffer(xid: Xid): Promise<(ProviderLogin & { readonly account: ProviderAccount }) | undefined>
  /** Resolves to false when another transaction did first. */
  takeOffer(xid: Xid, at: Instant): Promise<boolean>
}

/** Secrets that follow from another under a key of ours, so that they need not be kept. */
export type DeriveSecret = (purpose: 'nonce' | 'code_verifier', from: string) => string

/** A browser on its way through the sign-in pages. The parameters never travel through the browser again. */
export type LoginFlow = {
  readonly xid: Xid
  /** Digest of the secret in the cookie of the browser that began it. */
  readonly browser: SecretDigest
  /** What a client asked for; null when somebody signs in without any. */
  readonly request: AuthorizationRequest | null
  readonly identifier: string | null
  /** The page of ours that somebody signs in for, when it is for no client. */
  readonly returnTo: string | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

export interface LoginFlows {
  add(flow: LoginFlow): Promise<void>
  find(xid: Xid): Promise<LoginFlow | undefined>
  saveIdentifier(xid: Xid, identifier: string | null): Promise<void>
  saveRequest(xid: Xid, request: AuthorizationRequest): Promise<void>
}
