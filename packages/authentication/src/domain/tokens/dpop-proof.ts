import { type Instant, type Result, accept, instant, refuse } from '@lgc/kernel'
import type { SingleUse } from './client-assertion.ts'

type Untrusted = Readonly<Record<string, unknown>>

export type DpopRules = {
  readonly method: string
  /** The address of the endpoint, without a query. */
  readonly url: string
  /** Digest of the access token that comes with it; null where none does. */
  readonly accessTokenHash: string | null
  readonly now: Instant
}

/** A proof is made for the moment; clocks may differ a little. */
const oldestInSeconds = 60
const skewInSeconds = 10
const longestId = 255

/** RFC 9449, section 4.3. The signature was checked before, with the key in the proof itself. */
export function checkDpopClaims(claims: Untrusted, rules: DpopRules): Result<SingleUse, string> {
  const { htm, htu, iat, jti, ath } = claims
  const seconds = rules.now / 1000
  if (htm !== rules.method) return refuse('htm')
  if (typeof htu !== 'string' || addressOf(htu) !== rules.url) return refuse('htu')
  if (!Number.isSafeInteger(iat)) return refuse('iat')
  const age = seconds - Number(iat)
  if (age > oldestInSeconds || age < -skewInSeconds) return refuse('iat')
  if (typeof jti !== 'string' || jti === '' || jti.length > longestId) return refuse('jti')
  if (rules.accessTokenHash !== null && ath !== rules.accessTokenHash) return refuse('ath')
  const until = Number(iat) + oldestInSeconds + skewInSeconds
  return accept({ id: jti, until: instant(until * 1000) })
}

/** Query and fragment are not compared (RFC 9449, section 4.3, point 9). */
function addressOf(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? ''
}
