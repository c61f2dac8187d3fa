import { type Instant, type Xid, later } from '@lgc/kernel'
import type { SecretDigest } from './authorization-code.ts'
import type { RequestedClaims } from './openid/requested-claims.ts'

/** Absolute and idle limits of both layers; a session that OpenID clients refresh may have longer ones. */
export const sessionLifetimeInSeconds = 86_400
export const idleLimitInSeconds = 7200

export type SessionLimits = Pick<Session, 'idleLimitInSeconds'> & { readonly lifetimeInSeconds: number }

const usualLimits: SessionLimits = { lifetimeInSeconds: sessionLifetimeInSeconds, idleLimitInSeconds }

/** `last_active_at` is written at most this often, so the idle limit may come this much early. */
const bumpEveryMilliseconds = 60_000

/**
 * A login session says that this browser proved who the person is and belongs to no client; an app session
 * says that the person is signed in to one.
 */
export type Session = {
  readonly xid: Xid
  readonly personXid: Xid
  readonly clientXid: Xid | null
  readonly digest: SecretDigest
  readonly scopes: readonly string[]
  /** The login session that authorised an app session. */
  readonly loginSessionXid: Xid | null
  readonly authorizationCodeXid: Xid | null
  readonly amr: readonly string[]
  readonly authTime: Instant
  readonly address: string
  readonly userAgent: string
  readonly createdAt: Instant
  readonly lastActiveAt: Instant
  readonly expiresAt: Instant
  readonly idleLimitInSeconds: number
  /** What an OpenID client asked to be told besides its scopes. */
  readonly requestedClaims: RequestedClaims | null
}

export type SessionTerms = Omit<
  Session,
  'createdAt' | 'lastActiveAt' | 'expiresAt' | 'idleLimitInSeconds' | 'requestedClaims'
>
export type SessionEnd = 'session_expired' | 'session_idle_timeout'

export function openSession(
  terms: SessionTerms,
  now: Instant,
  { lifetimeInSeconds, idleLimitInSeconds: idleLimit }: SessionLimits = usualLimits,
): Session {
  const expiresAt = later(now, lifetimeInSeconds)
  const times = { createdAt: now, lastActiveAt: now, expiresAt, idleLimitInSeconds: idleLimit }
  return { ...terms, ...times, requestedClaims: null }
}

type Times = Pick<Session, 'lastActiveAt' | 'expiresAt' | 'idleLimitInSeconds'>

/** Why a session is over, if it is; the absolute limit is named before the idle one. Both are inclusive. */
export function endOf(times: Times, now: Instant): SessionEnd | undefined {
  if (now >= times.expiresAt) return 'session_expired'
  return now >= idleEnd(times) ? 'session_idle_timeout' : undefined
}

export function isBumpDue({ lastActiveAt }: Pick<Times, 'lastActiveAt'>, now: Instant): boolean {
  return now - lastActiveAt >= bumpEveryMilliseconds
}

export function idleEnd({ lastActiveAt, idleLimitInSeconds: limit }: Omit<Times, 'expiresAt'>): Instant {
  return later(lastActiveAt, limit)
}
