import {
  type Caller,
  type Clock,
  type Instant,
  type NewXid,
  type Result,
  accept,
  later,
  refuse,
} from '@lgc/kernel'
import type { AuthorizationCode } from '../../domain/authorization-code.ts'
import type { RegisteredClient } from '../../domain/registered-client.ts'
import { type Session, openSession } from '../../domain/session.ts'
import type { TokenTerms } from '../../domain/tokens/access-token.ts'
import { allowedAudience, chooseAudience } from '../../domain/tokens/audience.ts'
import { limitsFor, offlineScope, refreshEnd } from '../../domain/tokens/refresh-token.ts'
import type { CodeView, Secrets } from '../ports.ts'
import {
  type CodeExchange,
  type CodeRefusal,
  type Standing,
  type StandingTools,
  recordExchange,
  redeemCode,
  standingOf,
} from '../redemption.ts'
import { reported } from '../reporting.ts'
import type { Granted, IssueTokens, IssuedTokens } from './issue-tokens.ts'
import { mintAccessToken } from './mint-access-token.ts'
import type { TokenUnit, TransactOnTokens } from './ports.ts'
import { type ProtocolRefusal, protocolRefusal, scopesLeft } from './token-rules.ts'

export type CodeForTokens = CodeExchange & {
  /** For which of the granted resources the access token is to be; none for all of them. */
  readonly resources: readonly string[]
  /** Of the key that was proved with the request (RFC 9449); null for none. */
  readonly dpopThumbprint: string | null
}

export type CodeForTokensRefusal =
  | ProtocolRefusal
  | CodeRefusal
  | 'resource_not_granted'
  | 'dpop_key_mismatch'
  | 'consent_withdrawn'

/** FAPI 2.0 Security Profile, section 5.3.2.1: however long the client may have its codes otherwise. */
const fapiCodeLifetimeInSeconds = 60

/** Turns a code of OpenID Connect into tokens, and opens the session that they belong to. */
export type ExchangeCodeForTokens = (
  exchange: CodeForTokens,
  caller: Caller,
) => Promise<Result<IssuedTokens, CodeForTokensRefusal>>

type Dependencies = StandingTools & {
  readonly transact: TransactOnTokens
  readonly issueTokens: IssueTokens
  readonly secrets: Secrets
  readonly newXid: NewXid
  readonly now: Clock
  readonly issuer: string
}

type Tools = Omit<Dependencies, 'transact' | 'issueTokens'> & {
  readonly standing: Standing
  readonly caller: Caller
}

export function exchangeCodeForTokens(dependencies: Dependencies): ExchangeCodeForTokens {
  const { transact, issueTokens, ...tools } = dependencies
  return async (exchange, caller) => {
    const standing = await standingOf(exchange, tools)
    const granted = await transact(caller, async (unit) => {
      const outcome = await grant(unit, exchange, { ...tools, standing, caller })
      const claimedClientId = exchange.client.clientId
      return reported(unit, outcome, 'authorization_code_refused', { claimedClientId })
    })
    return granted.ok ? accept(await issueTokens(granted.value)) : granted
  }
}

async function grant(
  unit: TokenUnit,
  exchange: CodeForTokens,
  tools: Tools,
): Promise<Result<Granted, CodeForTokensRefusal>> {
  const { standing, secrets, now, issuer } = tools
  const decide = (view: CodeView, client: RegisteredClient) =>
    termsOf({ view, client, exchange, issuer, now: now() })
  const redeemed = await redeemCode(unit, exchange, { standing, secrets, now, isOpenId: true, decide })
  if (!redeemed.ok) return redeemed
  const { code, client, decided } = redeemed.value
  const session = await begin(unit, { code, client, scopes: decided.access.scopes }, tools)
  const access = await mintAccessToken(unit, { client, session, terms: decided.access }, tools)
  const isRefreshable = client.oauth.grantTypes.includes('refresh_token')
  const refreshToken = isRefreshable
    ? await addRefreshToken(unit, { client, session, terms: decided.refresh }, tools)
    : null
  return accept({
    client,
    session,
    terms: decided.access,
    access,
    refreshToken,
    nonce: code.openid?.nonce ?? null,
    releasableScopes: scopesLeft(client.allowedScopes, client, decided.consented),
  })
}

type Terms = {
  readonly access: TokenTerms
  readonly refresh: TokenTerms
  readonly consented: readonly string[]
}

type Asked = {
  readonly view: CodeView
  readonly client: RegisteredClient
  readonly exchange: CodeForTokens
  readonly issuer: string
  readonly now: Instant
}

function termsOf({ view, client, exchange, issuer, now }: Asked): Result<Terms, CodeForTokensRefusal> {
  const { code, consentedScopes: consented } = view
  const { dpopThumbprint, resources } = exchange
  const refusal = protocolRefusal(client, 'authorization_code', dpopThumbprint)
  if (refusal) return refuse(refusal)
  const isLate = client.oauth.profile === 'fapi2' && now >= later(code.createdAt, fapiCodeLifetimeInSeconds)
  if (isLate) return refuse('authorization_code_expired')
  const bound = code.openid?.dpopThumbprint ?? null
  if (bound !== null && bound !== dpopThumbprint) return refuse('dpop_key_mismatch')
  const scopes = scopesLeft(code.scopes, client, consented)
  if (scopes.length === 0) return refuse('consent_withdrawn')
  const granted = allowedAudience(code.openid?.resources ?? [], client.oauth.resources, issuer)
  const audience = chooseAudience(granted, resources)
  if (!audience.ok) return audience
  // Confidential clients prove themselves at each refresh, so their refresh tokens are bound to them already.
  const refreshKey = client.isConfidential ? null : dpopThumbprint
  return accept({
    access: { scopes, audience: audience.value, dpopThumbprint },
    refresh: { scopes, audience: granted, dpopThumbprint: refreshKey },
    consented,
  })
}

type Beginning = {
  readonly code: AuthorizationCode
  readonly client: RegisteredClient
  readonly scopes: readonly string[]
}

/** With offline access the session is one that signing out leaves alone. */
async function begin(
  unit: TokenUnit,
  { code, client, scopes }: Beginning,
  { secrets, newXid, now, caller: { address, userAgent } }: Tools,
): Promise<Session> {
  const { personXid, clientXid, amr, authTime } = code
  const loginSessionXid = scopes.includes(offlineScope) ? null : code.loginSessionXid
  const origin = { address, userAgent, loginSessionXid, authorizationCodeXid: code.xid }
  // Nobody has the secret of this digest: what the client gets are tokens.
  const digest = secrets.digest(secrets.make('lgs_'))
  const terms = { xid: newXid(), digest, personXid, clientXid, scopes, amr, authTime, ...origin }
  const opened = openSession(terms, now(), limitsFor(scopes, client.oauth))
  const session = { ...opened, requestedClaims: code.openid?.claims ?? null }
  await unit.sessions.add(session)
  await recordExchange(unit, code, session.xid)
  return session
}

type Chain = { readonly client: RegisteredClient; readonly session: Session; readonly terms: TokenTerms }

/** The first link of the chain that a session's refresh tokens form. */
export async function addRefreshToken(
  { refreshTokens }: TokenUnit,
  { client, session, terms }: Chain,
  { secrets, newXid, now }: Pick<Tools, 'secrets' | 'newXid' | 'now'>,
): Promise<string> {
  const token = secrets.make('lgrt_')
  const at = now()
  const expiresAt = refreshEnd(terms.scopes, client.oauth, { sessionEnd: session.expiresAt, now: at })
  const link = { xid: newXid(), digest: secrets.digest(token), sessionXid: session.xid, ...terms }
  await refreshTokens.add({ ...link, createdAt: at, expiresAt, spentAt: null, graceUses: 0 })
  return token
}
