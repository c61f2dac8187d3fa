import { type Brand, type Instant, type Result, type Xid, accept, later, refuse } from '@lgc/kernel'

import type { OpenIdTerms } from './openid/openid-terms.ts'

/** SHA-256 of a bearer secret, hexadecimal. The secret itself is never stored. */
export type SecretDigest = Brand<string, 'SecretDigest'>

export type AuthorizationCode = {
  readonly xid: Xid
  readonly digest: SecretDigest
  readonly personXid: Xid
  readonly clientXid: Xid
  readonly scopes: readonly string[]
  readonly redirectUri: string
  readonly codeChallenge: string | null
  readonly nonce: string | null
  readonly loginSessionXid: Xid | null
  readonly amr: readonly string[]
  readonly authTime: Instant
  /** What an OpenID client asked for besides; null for a code of the native flow. */
  readonly openid: OpenIdTerms | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly usedAt: Instant | null
}

export type CodeTerms = Omit<AuthorizationCode, 'createdAt' | 'expiresAt' | 'usedAt'>

/** What a client presents at the token endpoint, already reduced to comparable values. */
export type Presentation = {
  readonly clientXid: Xid
  readonly redirectUri: string
  /** The S256 challenge that the presented verifier answers. */
  readonly answeredChallenge: string | null
}

export type RedemptionRefusal =
  | 'authorization_code_client_mismatch'
  | 'authorization_code_used'
  | 'authorization_code_expired'
  | 'redirect_uri_differs'
  | 'pkce_verifier_missing'
  | 'pkce_verifier_mismatch'
  | 'pkce_verifier_unexpected'

export function issueCode(terms: CodeTerms, lifetimeInSeconds: number, now: Instant): AuthorizationCode {
  return { ...terms, createdAt: now, expiresAt: later(now, lifetimeInSeconds), usedAt: null }
}

/**
 * The client is checked before the replay: another client that got hold of a used code must not be able to
 * end the rightful client's session (RFC 6749, section 4.1.2).
 */
export function checkRedemption(
  code: AuthorizationCode,
  presented: Presentation,
  now: Instant,
): Result<AuthorizationCode, RedemptionRefusal> {
  if (code.clientXid !== presented.clientXid) return refuse('authorization_code_client_mismatch')
  if (code.usedAt !== null) return refuse('authorization_code_used')
  if (code.expiresAt <= now) return refuse('authorization_code_expired')
  if (code.redirectUri !== presented.redirectUri) return refuse('redirect_uri_differs')
  const { codeChallenge } = code
  const { answeredChallenge } = presented
  if (codeChallenge === null && answeredChallenge !== null) return refuse('pkce_verifier_unexpected')
  if (codeChallenge !== null && answeredChallenge === null) return refuse('pkce_verifier_missing')
  if (codeChallenge !== answeredChallenge) return refuse('pkce_verifier_mismatch')
  return accept(code)
}

/** Refusals that spend the code: the right client presented it, but perhaps not for the right browser. */
export const burningRefusals: ReadonlySet<RedemptionRefusal> = new Set([
  'redirect_uri_differs',
  'pkce_verifier_missing',
  'pkce_verifier_mismatch',
  'pkce_verifier_unexpected',
])
