import { type Clock, type Instant, type Result, type Xid, accept, instant, refuse } from '@lgc/kernel'
import { gateRefusal } from '../../domain/registered-client.ts'
import { effectiveScopes } from '../../domain/scopes.ts'
import { type Session, endOf } from '../../domain/session.ts'
import type { TokenTerms } from '../../domain/tokens/access-token.ts'
import { parseAccessClaims } from '../../domain/tokens/access-claims.ts'
import { offlineScope } from '../../domain/tokens/refresh-token.ts'
import type { VerifyToken } from '../keys/verify-token.ts'
import type { Clients, FindSessionViewByXid, Secrets, SessionView } from '../ports.ts'
import type { FindAccessTokenView, RememberedDigests } from './ports.ts'

/** An access token as it was issued. */
export type KnownAccessToken = TokenTerms & {
  readonly xid: Xid
  readonly isSigned: boolean
  readonly clientId: string
  readonly sessionXid: Xid | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

/** An access token that is good now, and what for. */
export type LiveAccess = {
  readonly token: KnownAccessToken
  /** What is left of its scopes. */
  readonly scopes: readonly string[]
  readonly holder: SessionHolder | null
}

/** The person behind it; a client that acts for itself has none. */
type SessionHolder = {
  readonly session: Session
  /** All that the person lets the client know, whether or not this token says so. */
  readonly releasableScopes: readonly string[]
  readonly accessLevel: string | null
}

export type AccessTokenRefusal = 'access_token_invalid' | 'access_token_expired'

/** Whether an access token is good, whichever form it has; writes nothing. */
export type ReadAccessToken = (token: string) => Promise<Result<LiveAccess, AccessTokenRefusal>>

/** A token and, where it was read with it, how its session stands. */
export type FoundAccessToken = { readonly token: KnownAccessToken; readonly view: SessionView | undefined }

/** What was issued under this token, whether or not it is still good. */
export type FindAccessToken = (token: string) => Promise<Result<FoundAccessToken, AccessTokenRefusal>>

type FindDependencies = {
  readonly findTokenView: FindAccessTokenView
  readonly verifyToken: VerifyToken
  readonly secrets: Pick<Secrets, 'digest'>
  readonly now: Clock
}

export function findAccessToken(dependencies: FindDependencies): FindAccessToken {
  const { findTokenView, verifyToken, secrets, now } = dependencies
  return async (token) => {
    if (token.includes('.')) return findSigned(verifyToken, token)
    const kept = await findTokenView(secrets.digest(token))
    if (!kept) return refuse('access_token_invalid')
    if (kept.token.expiresAt <= now()) return refuse('access_token_expired')
    return accept({ token: { ...kept.token, isSigned: false }, view: kept.session })
  }
}

async function findSigned(
  verifyToken: VerifyToken,
  token: string,
): Promise<Result<FoundAccessToken, AccessTokenRefusal>> {
  const verified = await verifyToken(token, { typ: 'at+jwt' })
  if (!verified.ok)
    return refuse(verified.refusal === 'token_expired' ? 'access_token_expired' : 'access_token_invalid')
  const claims = parseAccessClaims(verified.value)
  if (!claims) return refuse('access_token_invalid')
  const { iat, exp } = verified.value
  const times = { createdAt: instant(iat * 1000), expiresAt: instant(exp * 1000) }
  return accept({ token: { ...claims, isSigned: true, ...times }, view: undefined })
}

type Dependencies = {
  readonly findAccessToken: FindAccessToken
  readonly revokedTokens: Pick<RememberedDigests, 'has'>
  readonly findView: FindSessionViewByXid
  readonly clients: Clients
  readonly secrets: Pick<Secrets, 'digest'>
  readonly now: Clock
}

export function readAccessToken(dependencies: Dependencies): ReadAccessToken {
  const { findAccessToken: find, revokedTokens, findView, clients, secrets, now } = dependencies

  const liveOfClient = async (token: KnownAccessToken): Promise<LiveAccess | undefined> => {
    const client = await clients.find(token.clientId)
    if (!client?.isActive) return undefined
    const scopes = token.scopes.filter((scope) => client.allowedScopes.includes(scope))
    return { token, scopes, holder: null }
  }

  const liveOfSession = async (
    { token, view: known }: FoundAccessToken,
    xid: Xid,
  ): Promise<LiveAccess | undefined> => {
    const view = known ?? (await findView(xid))
    if (!view || !(await mayEnter(view, clients, now()))) return undefined
    const { session, grant, client, consentedScopes } = view
    const allowed = client?.allowedScopes ?? []
    const left = (granted: readonly string[]) => effectiveScopes(granted, allowed, consentedScopes)
    const isOffline = session.scopes.includes(offlineScope)
    if (isOffline && !left(session.scopes).includes(offlineScope)) return undefined
    const holder = { session, releasableScopes: left(allowed), accessLevel: grant?.accessLevel ?? null }
    return { token, scopes: left(token.scopes), holder }
  }

  return async (presented) => {
    const found = await find(presented)
    if (!found.ok) return found
    const { token } = found.value
    const isRevoked = token.isSigned && (await revokedTokens.has(secrets.digest(token.xid)))
    if (isRevoked) return refuse('access_token_invalid')
    const { sessionXid } = token
    const live = await (sessionXid === null ? liveOfClient(token) : liveOfSession(found.value, sessionXid))
    return live ? accept(live) : refuse('access_token_invalid')
  }
}

/** The session, the person and the client as they stand now. */
async function mayEnter(
  { session, isSuspended, client, grant }: SessionView,
  { accessOf }: Clients,
  now: Instant,
): Promise<boolean> {
  if (!client?.isActive || isSuspended || endOf(session, now) !== undefined) return false
  if (!client.requiresGrant || grant) return true
  return gateRefusal(true, await accessOf(session.personXid, client.xid)) === undefined
}
