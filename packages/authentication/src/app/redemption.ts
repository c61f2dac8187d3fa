import { type Clock, type Instant, type Result, type Xid, accept, refuse } from '@lgc/kernel'
import {
  type AuthorizationCode,
  type RedemptionRefusal,
  burningRefusals,
  checkRedemption,
} from '../domain/authorization-code.ts'
import { type AccessRefusal, type RegisteredClient, gateRefusal } from '../domain/registered-client.ts'
import type { AuthenticationUnit, Clients, CodeView, FindCodeView, Secrets } from './ports.ts'

export type CodeExchange = {
  /** The client as it proved itself before. */
  readonly client: { readonly xid: Xid; readonly clientId: string }
  readonly code: string
  readonly redirectUri: string
  readonly codeVerifier: string | null
}

export type EntryRefusal = 'person_suspended' | 'client_inactive' | AccessRefusal

export type CodeRefusal = 'authorization_code_invalid' | RedemptionRefusal | EntryRefusal

/** What a code is worth, read before the transaction in which it is spent: that decides who is first. */
export type Standing = {
  readonly view: CodeView | undefined
  readonly client: RegisteredClient | undefined
}

export type StandingTools = {
  readonly findCode: FindCodeView
  /** Outside of transactions. */
  readonly clients: Pick<Clients, 'find'>
  readonly secrets: Pick<Secrets, 'digest'>
}

export async function standingOf(
  { code, client: { clientId } }: CodeExchange,
  { findCode, clients, secrets }: StandingTools,
): Promise<Standing> {
  const [view, client] = await Promise.all([findCode(secrets.digest(code)), clients.find(clientId)])
  return { view, client }
}

type Rules<T, R> = {
  readonly standing: Standing
  readonly secrets: Pick<Secrets, 'challengeOf'>
  readonly now: Clock
  /** A code of the one face is none to the other. */
  readonly isOpenId: boolean
  /** What the code is to bring; a refusal leaves it unspent. */
  readonly decide: (view: CodeView, client: RegisteredClient) => Result<T, R>
}

/**
 * Spends a code, once (RFC 6749, section 4.1.3). A second presentation by the same client, even one that lost a
 * race, ends the session that the first one got (RFC 9700, section 4.13).
 */
export async function redeemCode<T, R>(
  unit: AuthenticationUnit,
  { client: proven, redirectUri, codeVerifier }: CodeExchange,
  { standing: { view, client }, secrets, now, isOpenId, decide }: Rules<T, R>,
): Promise<
  Result<
    { readonly code: AuthorizationCode; readonly client: RegisteredClient; readonly decided: T },
    CodeRefusal | R
  >
> {
  if (!view || (view.code.openid !== null) !== isOpenId) return refuse('authorization_code_invalid')
  const { code, isSuspended } = view
  const answeredChallenge = codeVerifier === null ? null : secrets.challengeOf(codeVerifier)
  const presented = { clientXid: proven.xid, redirectUri, answeredChallenge }
  const redemption = checkRedemption(code, presented, now())
  if (!redemption.ok) return refuseRedemption(unit, code, redemption.refusal, now())
  const shut = await gateFor(unit, { personXid: code.personXid, isSuspended }, client)
  if (!client || shut) return refuse(shut ?? 'client_inactive')
  const decided = decide(view, client)
  if (!decided.ok) return decided
  const isFirst = await unit.codes.spend(code, now())
  if (!isFirst) return refuseRedemption(unit, code, 'authorization_code_used', now())
  return accept({ code, client, decided: decided.value })
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

/** The person and the client as they stand now, not as they stood when somebody signed in. */
export async function whyShut(
  { subjects, clients }: Pick<AuthenticationUnit, 'subjects' | 'clients'>,
  personXid: Xid,
  client: RegisteredClient | undefined,
): Promise<EntryRefusal | undefined> {
  const subject = await subjects.find(personXid)
  return gateFor({ clients }, { personXid, isSuspended: subject?.isSuspended ?? false }, client)
}

/** The same of a person whose standing is known. */
export async function gateFor(
  { clients }: Pick<AuthenticationUnit, 'clients'>,
  { personXid, isSuspended }: { readonly personXid: Xid; readonly isSuspended: boolean },
  client: RegisteredClient | undefined,
): Promise<EntryRefusal | undefined> {
  if (isSuspended) return 'person_suspended'
  if (!client?.isActive) return 'client_inactive'
  return client.requiresGrant ? gateRefusal(true, await clients.accessOf(personXid, client.xid)) : undefined
}

/** Keeps on the record that a code brought a session. */
export async function recordExchange(
  { record }: AuthenticationUnit,
  { xid, personXid, clientXid }: AuthorizationCode,
  sessionXid: Xid,
): Promise<void> {
  const agent = { type: 'person', xid: personXid } as const
  const details = { client_xid: clientXid, person_xid: personXid }
  const spent = { type: 'authorization_code', xid }
  await record({ action: 'authorization_code.exchanged', target: spent, agent, details })
  const target = { type: 'session', xid: sessionXid }
  await record({ action: 'session.created', target, agent, details: { ...details, kind: 'app' } })
}
