import { type Instant, type Result, accept, refuse } from '@lgc/kernel'

export type ForeignClaims = Readonly<Record<string, unknown>>

/** Which tokens are for us, and good now. */
export type Expectation = {
  readonly issuers: readonly string[]
  readonly audiences: readonly string[]
  /** What was sent along when the token was asked for; null when nothing was. */
  readonly nonce: string | null
  readonly now: Instant
}

/** Why a token is not believed; for the record, never for whoever brought it. */
export type ClaimRefusal = 'issuer' | 'audience' | 'expired' | 'issued_in_future' | 'nonce' | 'subject'

const skewInSeconds = 60
const subject = /^[\x21-\x7e]{1,255}$/

/**
 * OpenID Connect Core 1.0, section 3.1.3.7, with types taken literally: a number that is a string, an audience that is
 * an object and a subject that is a number are refused. A nonce binds the token to whoever asked for it, so a token
 * that has one is of no use to whoever does not know it.
 */
export function checkForeignClaims(
  claims: ForeignClaims,
  { issuers, audiences, nonce, now }: Expectation,
): Result<{ readonly subject: string }, ClaimRefusal> {
  const { iss, sub, exp, iat, nbf, aud, azp } = claims
  const seconds = now / 1000
  if (typeof iss !== 'string' || !issuers.includes(iss)) return refuse('issuer')
  if (!isForUs(aud, azp, audiences)) return refuse('audience')
  if (!isTime(exp) || exp + skewInSeconds <= seconds) return refuse('expired')
  if (!isTime(iat) || iat - skewInSeconds > seconds) return refuse('issued_in_future')
  if (nbf !== undefined && (!isTime(nbf) || nbf - skewInSeconds > seconds)) return refuse('issued_in_future')
  if ((claims['nonce'] ?? null) !== nonce) return refuse('nonce')
  return typeof sub === 'string' && subject.test(sub) ? accept({ subject: sub }) : refuse('subject')
}

/** Where several are meant, the one that it was issued to must be one of ours as well. */
function isForUs(aud: unknown, azp: unknown, audiences: readonly string[]): boolean {
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (!named.some((one) => isOneOf(one, audiences))) return false
  return named.length === 1 || isOneOf(azp, audiences)
}

function isOneOf(value: unknown, known: readonly string[]): boolean {
  return typeof value === 'string' && known.includes(value)
}

/** Whole seconds since the epoch; anything else that JSON can say is no time. */
function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
