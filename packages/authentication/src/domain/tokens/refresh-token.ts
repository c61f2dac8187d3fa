import { type Instant, type Xid, instant, later } from '@lgc/kernel'
import type { SecretDigest } from '../authorization-code.ts'
import { type SessionLimits, idleLimitInSeconds, sessionLifetimeInSeconds } from '../session.ts'
import type { ProtocolTerms } from '../registered-client.ts'
import type { TokenTerms } from './access-token.ts'

/** The scope with which a session goes on without the person (OpenID Connect Core 1.0, section 11). */
export const offlineScope = 'offline_access'

/** One link of the chain that a session's refresh tokens form; the last one is not spent. */
export type RefreshToken = TokenTerms & {
  readonly xid: Xid
  readonly digest: SecretDigest
  readonly sessionXid: Xid
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly spentAt: Instant | null
  /** How often it brought its successor once more. */
  readonly graceUses: number
}

/** A lost answer may be asked for again so many times within the grace that a client has. */
export const graceUseLimit = 3

/** Whether the token is the last link, may bring its successor once more, or gives away that there are two holders. */
export function standingOf(
  { spentAt, graceUses }: Pick<RefreshToken, 'spentAt' | 'graceUses'>,
  graceInSeconds: number,
  now: Instant,
): 'unspent' | 'in_grace' | 'reused' {
  if (spentAt === null) return 'unspent'
  return now < later(spentAt, graceInSeconds) && graceUses < graceUseLimit ? 'in_grace' : 'reused'
}

/**
 * How long a session lasts that a client refreshes: with `offline_access` for the time that the client is registered
 * for, and without it for the usual time.
 */
export function limitsFor(scopes: readonly string[], oauth: ProtocolTerms): SessionLimits {
  return scopes.includes(offlineScope)
    ? {
        lifetimeInSeconds: oauth.refreshTokenLifetime,
        idleLimitInSeconds: oauth.refreshTokenIdleLifetime,
      }
    : { lifetimeInSeconds: sessionLifetimeInSeconds, idleLimitInSeconds: sessionLifetimeInSeconds }
}

/** A refresh token that nobody used for long is over, whatever else the session has to live. */
export function refreshEnd(
  scopes: readonly string[],
  oauth: ProtocolTerms,
  { sessionEnd, now }: { readonly sessionEnd: Instant; readonly now: Instant },
): Instant {
  const idle = scopes.includes(offlineScope) ? oauth.refreshTokenIdleLifetime : idleLimitInSeconds
  return instant(Math.min(later(now, idle), sessionEnd))
}
