import { type Clock, type Instant, type Result, type Xid, accept, refuse } from '@lgc/kernel'
import type { RegisteredClient } from '../../domain/registered-client.ts'
import { type Session, endOf } from '../../domain/session.ts'
import { type RefreshToken, standingOf } from '../../domain/tokens/refresh-token.ts'
import type { Clients, FindSessionViewByXid, Secrets, SessionView } from '../ports.ts'
import type { RefreshTokens, TokenUnit } from './ports.ts'
import { type ProtocolRefusal, protocolRefusal } from './token-rules.ts'

/** A link that may be followed by another: unspent, or spent so lately that its successor may be given again. */
export type Chain = {
  readonly client: RegisteredClient
  readonly session: Session
  readonly token: RefreshToken
  readonly isSuspended: boolean
  readonly consentedScopes: readonly string[]
}

export type ChainRefusal =
  | ProtocolRefusal
  | 'client_inactive'
  | 'refresh_token_invalid'
  | 'token_client_mismatch'
  | 'refresh_token_used'
  | 'refresh_token_expired'
  | 'dpop_key_mismatch'

type Presented = {
  readonly client: { readonly xid: Xid; readonly clientId: string }
  readonly refreshToken: string
  readonly dpopThumbprint: string | null
}

/** What stands and falls with a refresh token, read before the transaction that decides. */
export type ChainStanding = {
  readonly client: RegisteredClient | undefined
  readonly view: SessionView | undefined
  /** As it was found then; undefined where it has to be looked at again. */
  readonly unspent: RefreshToken | undefined
}

export type ChainTools = {
  /** These outside of transactions. */
  readonly findRefreshToken: RefreshTokens['find']
  readonly findView: FindSessionViewByXid
  readonly clients: Pick<Clients, 'find'>
  readonly secrets: Pick<Secrets, 'digest'>
}

export async function standingOfChain(
  { client: { clientId }, refreshToken }: Pick<Presented, 'client' | 'refreshToken'>,
  { findRefreshToken, findView, clients, secrets }: ChainTools,
): Promise<ChainStanding> {
  const [client, known] = await Promise.all([
    clients.find(clientId),
    findRefreshToken(secrets.digest(refreshToken)),
  ])
  const unspent = known?.spentAt === null ? known : undefined
  return { client, unspent, view: known && (await findView(known.sessionXid)) }
}

type Deciding = {
  readonly standing: ChainStanding
  readonly secrets: Pick<Secrets, 'digest'>
  readonly now: Clock
}

/**
 * The session is held before the token is looked at again: of many at once each sees what the one before did. One
 * that was unspent before need not be looked at, because whoever spends it learns whether it still is.
 */
export async function findChain(
  unit: TokenUnit,
  { refreshToken, dpopThumbprint }: Omit<Presented, 'client'>,
  { standing: { client, view, unspent }, secrets, now }: Deciding,
): Promise<Result<Chain, ChainRefusal>> {
  if (!client) return refuse('client_inactive')
  const refusal = protocolRefusal(client, 'refresh_token', dpopThumbprint)
  if (refusal) return refuse(refusal)
  if (!view) return refuse('refresh_token_invalid')
  const { session, isSuspended, consentedScopes } = view
  if (session.clientXid !== client.xid) return refuse('token_client_mismatch')
  const isOver = endOf(session, now()) !== undefined
  const isHeld = isOver || (await unit.sessions.hold(session.xid, now()))
  const token = isHeld
    ? (unspent ?? (await unit.refreshTokens.find(secrets.digest(refreshToken))))
    : undefined
  if (!token) return refuse('refresh_token_invalid')
  const chain = { client, session, token, isSuspended, consentedScopes }
  return checkChain(unit, chain, { dpopThumbprint, now: now() })
}

async function checkChain(
  unit: TokenUnit,
  chain: Chain,
  { dpopThumbprint, now }: { readonly dpopThumbprint: string | null; readonly now: Instant },
): Promise<Result<Chain, ChainRefusal>> {
  const { client, session, token } = chain
  if (standingOf(token, client.oauth.refreshTokenGrace, now) === 'reused') return endReused(unit, session)
  if (token.expiresAt <= now || endOf(session, now) !== undefined) return endExpired(unit, session)
  const isBound = token.dpopThumbprint !== null && token.dpopThumbprint !== dpopThumbprint
  return isBound ? refuse('dpop_key_mismatch') : accept(chain)
}

/** Two have the same token, and nobody knows which of them is the thief. */
export async function endReused(
  { sessions, record }: TokenUnit,
  { xid, personXid, clientXid }: Session,
): Promise<Result<never, 'refresh_token_used'>> {
  const count = await sessions.end(xid)
  const details = { reason: 'refresh_token_reused', count, person_xid: personXid, client_xid: clientXid }
  if (count > 0) await record({ action: 'session.revoked', target: { type: 'session', xid }, details })
  return refuse('refresh_token_used')
}

/** Ended for good, so that no clock that is set back brings it to life again. */
async function endExpired(
  { sessions, record }: TokenUnit,
  { xid }: Session,
): Promise<Result<never, 'refresh_token_expired'>> {
  const isEnded = (await sessions.expire(xid)) > 0
  const details = { reason: 'refresh_token_expired' }
  if (isEnded) await record({ action: 'session.expired', target: { type: 'session', xid }, details })
  return refuse('refresh_token_expired')
}
