import { type Caller, type Clock, type NewXid, type Result, type Xid, accept, refuse } from '@lgc/kernel'
import { covers, parseScopes } from '../../domain/scopes.ts'
import { allowedAudience, chooseAudience } from '../../domain/tokens/audience.ts'
import { graceUseLimit, offlineScope, refreshEnd } from '../../domain/tokens/refresh-token.ts'
import type { Secrets } from '../ports.ts'
import { type EntryRefusal, gateFor } from '../redemption.ts'
import { reported } from '../reporting.ts'
import type { Granted, IssueTokens, IssuedTokens } from './issue-tokens.ts'
import { mintAccessToken } from './mint-access-token.ts'
import type { SuccessorOf, TokenUnit, TransactOnTokens } from './ports.ts'
import {
  type Chain,
  type ChainRefusal,
  type ChainStanding,
  type ChainTools,
  endReused,
  findChain,
  standingOfChain,
} from './refresh-chain.ts'
import { scopesLeft } from './token-rules.ts'

export type Refreshing = {
  /** The client as it proved itself before. */
  readonly client: { readonly xid: Xid; readonly clientId: string }
  readonly refreshToken: string
  /** Fewer scopes for the access token; null for all there are. */
  readonly scope: string | null
  /** Fewer resources for the access token; none for all there are. */
  readonly resources: readonly string[]
  readonly dpopThumbprint: string | null
}

export type RefreshingRefusal =
  | ChainRefusal
  | 'consent_withdrawn'
  | EntryRefusal
  | 'scope_invalid'
  | 'scope_not_granted'
  | 'resource_not_granted'

/**
 * Brings a new access token, and a refresh token that takes the place of the one that was presented (RFC 6749,
 * section 6). One that was replaced before has two holders: its session is ended, and all its tokens with it
 * (RFC 9700, section 4.14.2).
 */
export type RefreshTokens = (
  refreshing: Refreshing,
  caller: Caller,
) => Promise<Result<IssuedTokens, RefreshingRefusal>>

type Dependencies = ChainTools & {
  readonly transact: TransactOnTokens
  readonly issueTokens: IssueTokens
  readonly secrets: Secrets
  readonly successorOf: SuccessorOf
  readonly newXid: NewXid
  readonly now: Clock
  readonly issuer: string
}

type Tools = Omit<Dependencies, 'transact' | 'issueTokens'> & { readonly standing: ChainStanding }

export function refreshTokens({ transact, issueTokens, ...tools }: Dependencies): RefreshTokens {
  return async (refreshing, caller) => {
    const standing = await standingOfChain(refreshing, tools)
    const granted = await transact(caller, async (unit) => {
      const outcome = await refresh(unit, refreshing, { ...tools, standing })
      const claimedClientId = refreshing.client.clientId
      return reported(unit, outcome, 'token_refused', { claimedClientId })
    })
    return granted.ok ? accept(await issueTokens(granted.value)) : granted
  }
}

async function refresh(
  unit: TokenUnit,
  refreshing: Refreshing,
  tools: Tools,
): Promise<Result<Granted, RefreshingRefusal>> {
  const found = await findChain(unit, refreshing, tools)
  if (!found.ok) return found
  const chain = found.value
  const decided = await decide(unit, chain, { ...refreshing, issuer: tools.issuer })
  if (!decided.ok) return decided
  const successor = await succeed(unit, chain, { refreshing, tools })
  if (!successor.ok && successor.refusal === 'outrun') {
    return refresh(unit, refreshing, { ...tools, standing: { ...tools.standing, unspent: undefined } })
  }
  if (!successor.ok) return refuse('refresh_token_used')
  const { client, session, consentedScopes } = chain
  const access = await mintAccessToken(unit, { client, session, terms: decided.value }, tools)
  await unit.record({
    action: 'session.refreshed',
    target: { type: 'session', xid: session.xid },
    agent: { type: 'person', xid: session.personXid },
    details: { client_xid: client.xid, person_xid: session.personXid },
  })
  return accept({
    client,
    session,
    terms: decided.value,
    access,
    refreshToken: successor.value,
    nonce: null,
    releasableScopes: scopesLeft(client.allowedScopes, client, consentedScopes),
  })
}

/** What the access token is to be good for, after all that changed since the person signed in. */
async function decide(
  unit: TokenUnit,
  { client, session, token, isSuspended, consentedScopes }: Chain,
  asked: Pick<Refreshing, 'scope' | 'resources' | 'dpopThumbprint'> & { readonly issuer: string },
): Promise<Result<Granted['terms'], RefreshingRefusal>> {
  const shut = await gateFor(unit, { personXid: session.personXid, isSuspended }, client)
  if (shut) return refuse(shut)
  const left = scopesLeft(token.scopes, client, consentedScopes)
  const isOfflineOver = token.scopes.includes(offlineScope) && !left.includes(offlineScope)
  if (left.length === 0 || isOfflineOver) return refuse('consent_withdrawn')
  const wanted = asked.scope === null ? null : parseScopes(asked.scope)
  if (wanted && !wanted.ok) return wanted
  if (wanted && !covers(left, wanted.value)) return refuse('scope_not_granted')
  const granted = allowedAudience(token.audience, client.oauth.resources, asked.issuer)
  const audience = chooseAudience(granted, asked.resources)
  if (!audience.ok) return audience
  const { dpopThumbprint } = asked
  return accept({ scopes: wanted ? wanted.value : left, audience: audience.value, dpopThumbprint })
}

/**
 * The next link of the chain: a new one, or within the grace the one that there is already. Outrun is who found the
 * token unspent before, and now finds that somebody was faster.
 */
async function succeed(
  unit: TokenUnit,
  { client, session, token }: Chain,
  { refreshing, tools }: { readonly refreshing: Refreshing; readonly tools: Tools },
): Promise<Result<string, 'refresh_token_used' | 'outrun'>> {
  const { secrets, successorOf, newXid, now } = tools
  const hasGrace = client.oauth.refreshTokenGrace > 0
  const at = now()
  if (token.spentAt !== null) {
    const isCounted = await unit.refreshTokens.countGraceUse(token.xid, graceUseLimit)
    const successor = successorOf(refreshing.refreshToken)
    const isThere = (await unit.refreshTokens.find(secrets.digest(successor))) !== undefined
    return isCounted && isThere ? accept(successor) : endReused(unit, session)
  }
  if (!(await unit.refreshTokens.spend(token.xid, at))) {
    return tools.standing.unspent ? refuse('outrun') : endReused(unit, session)
  }
  const next = hasGrace ? successorOf(refreshing.refreshToken) : secrets.make('lgrt_')
  const expiresAt = refreshEnd(token.scopes, client.oauth, { sessionEnd: session.expiresAt, now: at })
  const { scopes, audience, dpopThumbprint, sessionXid } = token
  const link = { xid: newXid(), digest: secrets.digest(next), sessionXid, scopes, audience, dpopThumbprint }
  await unit.refreshTokens.add({ ...link, createdAt: at, expiresAt, spentAt: null, graceUses: 0 })
  return accept(next)
}
