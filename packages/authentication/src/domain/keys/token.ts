import { type Instant, type Result, accept, refuse } from '@lgc/kernel'
import { clockSkewInSeconds, longestTokenLifetimeInSeconds } from './keyring.ts'
import { type SigningAlgorithm, signingAlgorithms } from './signing-key.ts'

/** What a token is good for. One kind is never taken for another (RFC 8725, section 3.11). */
export type TokenType = 'JWT' | 'at+jwt' | 'logout+jwt'

export type TokenHeader = {
  readonly alg: SigningAlgorithm
  readonly kid: string
  readonly typ: TokenType
}

/** Instants are in seconds, as RFC 7519 has them. */
export type TokenClaims = Readonly<Record<string, unknown>> & {
  readonly iss: string
  readonly iat: number
  readonly exp: number
}

export type ExpectedToken = {
  readonly typ: TokenType
  /** Who must be among the audience; whoever reads a token for others leaves it out. */
  readonly audience?: string
  /** Of these algorithms only. */
  readonly algorithms?: readonly SigningAlgorithm[]
  /** Takes a token that was good once: expired, or of a key that is no longer published. For hints, never for access. */
  readonly isHint?: boolean
}

export type ClaimsRefusal =
  | 'token_malformed'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_issuer_mismatch'
  | 'token_audience_mismatch'

/** We write three members into a header. Whatever else stands there was written by somebody else. */
export function parseTokenHeader(header: Readonly<Record<string, unknown>>): TokenHeader | undefined {
  const { alg, kid, typ, ...rest } = header
  const known = signingAlgorithms.find((name) => name === alg)
  if (!known || typeof kid !== 'string' || !isTokenType(typ)) return undefined
  return Object.keys(rest).length === 0 ? { alg: known, kid, typ } : undefined
}

/** Checks what a token of ours says, once it is known to be ours. */
export function checkClaims(
  claims: Readonly<Record<string, unknown>>,
  { audience, isHint = false }: Pick<ExpectedToken, 'audience' | 'isHint'>,
  { issuer, now }: { readonly issuer: string; readonly now: Instant },
): Result<TokenClaims, ClaimsRefusal> {
  const { iss, iat, exp } = claims
  if (typeof iss !== 'string' || !isMoment(iat) || !isMoment(exp) || !isWellFormed(claims))
    return refuse('token_malformed')
  if (exp - iat > longestTokenLifetimeInSeconds) return refuse('token_malformed')
  if (iss !== issuer) return refuse('token_issuer_mismatch')
  const seconds = now / 1000
  const begins = Math.max(iat, Number(claims['nbf'] ?? iat))
  if (begins > seconds + clockSkewInSeconds) return refuse('token_not_yet_valid')
  if (!isHint && exp <= seconds) return refuse('token_expired')
  if (audience !== undefined && !audienceOf(claims).includes(audience))
    return refuse('token_audience_mismatch')
  return accept({ ...claims, iss, iat, exp })
}

function isTokenType(value: unknown): value is TokenType {
  return value === 'JWT' || value === 'at+jwt' || value === 'logout+jwt'
}

/** Registered claims that are there have the types of RFC 7519, section 4.1. */
function isWellFormed(claims: Readonly<Record<string, unknown>>): boolean {
  const { sub, aud, nbf, jti } = claims
  const isText = (value: unknown): boolean => value === undefined || typeof value === 'string'
  const isAudience = isText(aud) || (Array.isArray(aud) && aud.every((item) => typeof item === 'string'))
  return isText(sub) && isText(jti) && isAudience && (nbf === undefined || isMoment(nbf))
}

function isMoment(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function audienceOf({ aud }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Array.isArray(aud) ? aud : [aud]
}
