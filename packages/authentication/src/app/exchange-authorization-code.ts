import {
  type Caller,
  type Clock,
  type Instant,
  type NewXid,
  type Result,
  type Transact,
  type Xid,
  accept,
  refuse,
} from '@lgc/kernel'
import {
  type AuthorizationCode,
  type RedemptionRefusal,
  burningRefusals,
  checkRedemption,
} from '../domain/authorization-code.ts'
import { type AccessRefusal, gateRefusal } from '../domain/registered-client.ts'
import { type Session, idleLimitInSeconds, openSession, sessionLifetimeInSeconds } from '../domain/session.ts'
import type { AuthenticationUnit, Secrets } from './ports.ts'
import { reported } from './reporting.ts'

export type CodeExchange = {
  /** The client as it proved itself before. */
  readonly client: { readonly xid: Xid; readonly clientId: string }
  readonly code: string
  readonly redirectUri: string
  readonly codeVerifier: string | null
}

export type Exchanged = {
  readonly token: string
  readonly session: Session
  readonly expiresInSeconds: number
  readonly idleTimeoutInSeconds: number
}

export type ExchangeRefusal =
  | 'authorization_code_invalid'
  | RedemptionRefusal
  | 'client_inactive'
  | 'person_suspended'
  | AccessRefusal

/**
 * Turns a code into a session token, once (RFC 6749, section 4.1.3). A second presentation by the same
 * client, even one that lost a race, ends the session that the first one got (RFC 9700, section 4.13).
 */
export type ExchangeAuthorizationCode = (
  exchange: CodeExchange,
  caller: Caller,
) => Promise<Result<Exchanged, ExchangeRefusal>>

type Dependencies = {
  readonly transact: Transact<AuthenticationUnit>
  readonly secrets: Secrets
  readonly newXid: NewXid
  readonly now: Clock
}

export function exchangeAuthorizationCode({ transact, ...tools }: Dependencies): ExchangeAuthorizationCode {
  return (exchange, caller) =>
    transact(caller, async (unit) => {
      const outcome = await redeem(unit, exchange, { ...tools, caller })
      const claimedClientId = exchange.client.clientId
      return reported(unit, outcome, 'authorization_code_refused', { claimedClientId })
    })
}

type Tools = Omit<Dependencies, 'transact'> & { readonly caller: Caller }

async function redeem(
  unit: AuthenticationUnit,
  { client, code: secret, redirectUri, codeVerifier }: CodeExchange,
  tools: Tools,
): Promise<Result<Exchanged, ExchangeRefusal>> {
  const { secrets, now } = tools
  const code = await unit.codes.find(secrets.digest(secret))
  // A code that OpenID Connect was asked for may be bound to a key, and brings tokens, not a session token.
  if (!code || code.openid !== null) return refuse('authorization_code_invalid')
  const answeredChallenge = codeVerifier === null ? null : secrets.challengeOf(codeVerifier)
  const presented = { clientXid: client.xid, redirectUri, answeredChallenge }
  const redemption = checkRedemption(code, presented, now())
  if (!redemption.ok) return refuseRedemption(unit, code, redemption.refusal, now())
  const shut = await whyShut(unit, client.clientId, code)
  if (shut) return refuse(shut)
  const isFirst = await unit.codes.spend(code, now())
  if (!isFirst) return refuseRedemption(unit, code, 'authorization_code_used', now())
  return accept(await mint(unit, code, tools))
}

async function refuseRedemption(
  unit: AuthenticationUnit,
  code: AuthorizationCode,
  refusal: RedemptionRefusal,
  now: Instant,
): Promise<Result<never, RedemptionRefusal>> {
  if (burningRefusals.has(refusal)) await unit.codes.spend(code, now)
  if (refusal === 'authorization_code_used') await endMinted(unit, code)
  return refuse(refusal)
}

async function endMinted({ sessions, record }: AuthenticationUnit, code: AuthorizationCode): Promise<void> {
  const ended = await sessions.endMintedFrom(code.xid)
  if (ended === 0) return
  await record({
    action: 'session.revoked',
    target: { type: 'authorization_code', xid: code.xid },
    details: { reason: 'code_replayed', count: ended, person_xid: code.personXid },
  })
}

async function mint(
  { sessions, record }: AuthenticationUnit,
  code: AuthorizationCode,
  { secrets, newXid, now, caller }: Tools,
): Promise<Exchanged> {
  const token = secrets.make('lgs_')
  const { personXid, clientXid, scopes, loginSessionXid, amr, authTime } = code
  const { address, userAgent } = caller
  const origin = { address, userAgent, loginSessionXid, authorizationCodeXid: code.xid }
  const proof = { personXid, clientXid, scopes, amr, authTime }
  const session = openSession({ xid: newXid(), digest: secrets.digest(token), ...proof, ...origin }, now())
  await sessions.add(session)
  const agent = { type: 'person', xid: personXid } as const
  const details = { client_xid: clientXid, person_xid: personXid }
  const spent = { type: 'authorization_code', xid: code.xid }
  await record({ action: 'authorization_code.exchanged', target: spent, agent, details })
  const target = { type: 'session', xid: session.xid }
  await record({ action: 'session.created', target, agent, details: { ...details, kind: 'app' } })
  return {
    token,
    session,
    expiresInSeconds: sessionLifetimeInSeconds,
    idleTimeoutInSeconds: idleLimitInSeconds,
  }
}

/** The person and the client as they stand now, not as they stood when the code was issued. */
async function whyShut(
  { subjects, clients }: AuthenticationUnit,
  clientId: string,
  { personXid, clientXid }: AuthorizationCode,
): Promise<ExchangeRefusal | undefined> {
  const subject = await subjects.find(personXid)
  if (!subject) return 'authorization_code_invalid'
  if (subject.isSuspended) return 'person_suspended'
  const client = await clients.find(clientId)
  if (!client?.isActive) return 'client_inactive'
  return client.requiresGrant ? gateRefusal(true, await clients.accessOf(personXid, clientXid)) : undefined
}
