import type { Instant, Result, Transact, Xid } from '@lgc/kernel'
import type { SecretDigest } from '../../domain/authorization-code.ts'
import type { RegisteredClient } from '../../domain/registered-client.ts'
import type { AccessToken } from '../../domain/tokens/access-token.ts'
import type { RefreshToken } from '../../domain/tokens/refresh-token.ts'
import type { AuthenticationUnit, SessionView } from '../ports.ts'

export interface AccessTokens {
  add(token: AccessToken): Promise<void>
  /** Resolves to false when it is gone already. */
  end(xid: Xid): Promise<boolean>
}

/** An access token that is kept, and how all stands that it depends on, read in one statement. */
export type AccessTokenView = {
  readonly token: AccessToken & { readonly clientId: string }
  /** Undefined for a client that acts for itself. */
  readonly session: SessionView | undefined
}

export type FindAccessTokenView = (digest: SecretDigest) => Promise<AccessTokenView | undefined>

export interface RefreshTokens {
  add(token: RefreshToken): Promise<void>
  find(digest: SecretDigest): Promise<RefreshToken | undefined>
  /** Marks the token spent. Resolves to false when another transaction did first. */
  spend(xid: Xid, at: Instant): Promise<boolean>
  /** Counts one use within the grace. Resolves to false when there were as many before. */
  countGraceUse(xid: Xid, limit: number): Promise<boolean>
}

/** Digests that are remembered until what they stand for is over by itself. */
export interface RememberedDigests {
  /** Resolves to false when it is remembered already. */
  add(digest: SecretDigest, until: Instant): Promise<boolean>
  has(digest: SecretDigest): Promise<boolean>
}

/** Everything that a use case about tokens may touch inside one transaction. */
export type TokenUnit = AuthenticationUnit & {
  readonly accessTokens: AccessTokens
  readonly refreshTokens: RefreshTokens
  /** Access tokens that are JWTs, by their `jti`: nothing else is kept of them. */
  readonly revokedTokens: RememberedDigests
  /** Client assertions and DPoP proofs, which are good once. */
  readonly seenProofs: Pick<RememberedDigests, 'add'>
}

export type TransactOnTokens = Transact<TokenUnit>

/**
 * The token that follows upon a refresh token, always the same one: whoever asks again within the grace gets what the
 * answer that was lost had in it.
 */
export type SuccessorOf = (refreshToken: string) => string

/** Proofs that clients sign with keys of their own. */
export interface ClientProofs {
  /** Whom an assertion claims to come from; nothing of it is believed yet. */
  issuerIn(assertion: string): string | undefined
  /** What an assertion says, if a key of the client signed it. */
  readAssertion(
    assertion: string,
    client: RegisteredClient,
    algorithms: readonly string[],
  ): Promise<Result<Untrusted, 'malformed' | 'signature' | 'keys_unavailable'>>
  /** What a proof says, and the thumbprint of the key that it was signed with (RFC 7638); undefined when it is none. */
  readDpopProof(
    proof: string,
    algorithms: readonly string[],
  ): Promise<{ readonly claims: Untrusted; readonly thumbprint: string } | undefined>
}

type Untrusted = Readonly<Record<string, unknown>>

/** Nonces that say when they were made, so that nobody has to keep them (RFC 9449, section 8). */
export interface DpopNonces {
  make(now: Instant): string
  isGood(nonce: string, now: Instant): boolean
}
