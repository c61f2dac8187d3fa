import {
  type Caller,
  type Clock,
  type Instant,
  type Trail,
  type Transact,
  type Xid,
  inBatches,
} from '@lgc/kernel'
import type { AuthenticationAction, AuthenticationSuspicion } from '../domain/events.ts'

const batch = 500

/** Each removes at most `limit` rows that are of no more use, and tells how many. */
export interface Expired {
  /** Past their end, or idle for too long. */
  removeSessions(now: Instant, limit: number): Promise<number>
  /** A day past their end: until then a second use is told from a wrong code. */
  removeCodes(now: Instant, limit: number): Promise<number>
  removeLoginFlows(now: Instant, limit: number): Promise<number>
  removeProviderLogins(now: Instant, limit: number): Promise<number>
  removePushedRequests(now: Instant, limit: number): Promise<number>
  /** A day past their end, as codes. */
  removeDeviceAuthorizations(now: Instant, limit: number): Promise<number>
  removeAccessTokens(now: Instant, limit: number): Promise<number>
  removeRefreshTokens(now: Instant, limit: number): Promise<number>
  /** What was remembered of tokens that are JWTs. */
  removeRevokedTokens(now: Instant, limit: number): Promise<number>
  removeSeenProofs(now: Instant, limit: number): Promise<number>
  /** A week after they were sent and a month after they were parked. */
  removeLogoutNotices(now: Instant, limit: number): Promise<number>
}

export type SweepUnit = Trail<AuthenticationAction, AuthenticationSuspicion> & { readonly expired: Expired }

export type Swept = {
  readonly sessions: number
  readonly authorization_codes: number
  readonly login_flows: number
  readonly provider_logins: number
  readonly pushed_requests: number
  readonly device_authorizations: number
  readonly access_tokens: number
  readonly refresh_tokens: number
  readonly revoked_tokens: number
  readonly seen_proofs: number
  readonly logout_notices: number
}

/** Removes what has expired, a little at a time so that nobody waits for it. Only counts are recorded. */
export type SweepExpired = (caller: Caller) => Promise<Swept>

type Dependencies = {
  readonly transact: Transact<SweepUnit>
  /** Under which the record of it is found. */
  readonly serviceXid: Xid
  readonly now: Clock
}

export function sweepExpired({ transact, serviceXid, now }: Dependencies): SweepExpired {
  type Remove = (expired: Expired, limit: number) => Promise<number>
  const sweep = (caller: Caller, kind: keyof Swept, remove: Remove): Promise<number> =>
    inBatches(batch, (limit) =>
      transact(caller, async ({ expired, record }) => {
        const count = await remove(expired, limit)
        const target = { type: 'service', xid: serviceXid }
        if (count > 0) await record({ action: 'authentication.swept', target, details: { kind, count } })
        return count
      }),
    )
  return async (caller) => ({
    sessions: await sweep(caller, 'sessions', (expired, limit) => expired.removeSessions(now(), limit)),
    authorization_codes: await sweep(caller, 'authorization_codes', (expired, limit) =>
      expired.removeCodes(now(), limit),
    ),
    login_flows: await sweep(caller, 'login_flows', (expired, limit) =>
      expired.removeLoginFlows(now(), limit),
    ),
    provider_logins: await sweep(caller, 'provider_logins', (expired, limit) =>
      expired.removeProviderLogins(now(), limit),
    ),
    pushed_requests: await sweep(caller, 'pushed_requests', (expired, limit) =>
      expired.removePushedRequests(now(), limit),
    ),
    device_authorizations: await sweep(caller, 'device_authorizations', (expired, limit) =>
      expired.removeDeviceAuthorizations(now(), limit),
    ),
    access_tokens: await sweep(caller, 'access_tokens', (expired, limit) =>
      expired.removeAccessTokens(now(), limit),
    ),
    refresh_tokens: await sweep(caller, 'refresh_tokens', (expired, limit) =>
      expired.removeRefreshTokens(now(), limit),
    ),
    revoked_tokens: await sweep(caller, 'revoked_tokens', (expired, limit) =>
      expired.removeRevokedTokens(now(), limit),
    ),
    seen_proofs: await sweep(caller, 'seen_proofs', (expired, limit) =>
      expired.removeSeenProofs(now(), limit),
    ),
    logout_notices: await sweep(caller, 'logout_notices', (expired, limit) =>
      expired.removeLogoutNotices(now(), limit),
    ),
  })
}
