import { type Instant, type Result, accept, instant, refuse } from '@lgc/kernel'

type Untrusted = Readonly<Record<string, unknown>>

export type AssertionRules = {
  readonly clientId: string
  readonly issuer: string
  /** Where it may be used; some clients still name that as audience. */
  readonly endpoints: readonly string[]
  readonly isFapi: boolean
  readonly now: Instant
}

/** What makes an assertion the only one of its kind, and until when it has to be remembered. */
export type SingleUse = { readonly id: string; readonly until: Instant }

const longestLifeInSeconds = 300
const longestId = 255

/** With what a client may sign; FAPI 2.0 leaves out what has no modern padding. */
export function proofAlgorithms(isFapi: boolean): readonly string[] {
  return isFapi ? ['ES256', 'PS256', 'EdDSA'] : ['ES256', 'PS256', 'EdDSA', 'RS256']
}

/** RFC 7523, section 3, with types taken literally. The signature was checked before. */
export function checkAssertion(claims: Untrusted, rules: AssertionRules): Result<SingleUse, string> {
  const { iss, sub, aud, exp, iat, nbf, jti } = claims
  const { clientId, isFapi, now } = rules
  if (iss !== clientId || sub !== clientId) return refuse('subject')
  if (!isForUs(aud, rules)) return refuse('audience')
  const seconds = now / 1000
  const skew = isFapi ? 10 : 60
  if (!isTime(exp) || exp <= seconds) return refuse('expired')
  if (exp > seconds + longestLifeInSeconds + skew) return refuse('too_long')
  const begins = [iat, nbf].filter((time) => time !== undefined)
  if (!begins.every((time) => isTime(time) && time <= seconds + skew)) return refuse('issued_in_future')
  if (typeof jti !== 'string' || jti === '' || jti.length > longestId) return refuse('jti')
  return accept({ id: jti, until: instant(exp * 1000) })
}

/** An audience with others in it could be passed on by them (FAPI 2.0 Security Profile, section 5.3.2.1). */
function isForUs(aud: unknown, { issuer, endpoints, isFapi }: AssertionRules): boolean {
  if (isFapi) return aud === issuer
  const [only, ...others] = Array.isArray(aud) ? (aud as readonly unknown[]) : [aud]
  return others.length === 0 && [issuer, ...endpoints].some((one) => one === only)
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
