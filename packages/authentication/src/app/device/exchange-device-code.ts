import { type Caller, type Clock, type NewXid, type Result, type Xid, accept, refuse } from '@lgc/kernel'
import {
  type DeviceApproval,
  type DeviceAuthorization,
  type PollRefusal,
  pollRefusal,
} from '../../domain/device/device-authorization.ts'
import type { RegisteredClient } from '../../domain/registered-client.ts'
import { type Session, openSession } from '../../domain/session.ts'
import type { TokenTerms } from '../../domain/tokens/access-token.ts'
import { allowedAudience, chooseAudience } from '../../domain/tokens/audience.ts'
import { limitsFor } from '../../domain/tokens/refresh-token.ts'
import type { Secrets } from '../ports.ts'
import { type EntryRefusal, whyShut } from '../redemption.ts'
import { reported } from '../reporting.ts'
import { addRefreshToken } from '../tokens/exchange-code-for-tokens.ts'
import type { Granted, IssueTokens, IssuedTokens } from '../tokens/issue-tokens.ts'
import { mintAccessToken } from '../tokens/mint-access-token.ts'
import { type ProtocolRefusal, protocolRefusal, scopesLeft } from '../tokens/token-rules.ts'
import { deviceGrantType } from './authorize-device.ts'
import type { DeviceUnit, TransactOnDevices } from './ports.ts'

export type DevicePoll = {
  /** The client as it proved itself before. */
  readonly client: { readonly xid: Xid; readonly clientId: string }
  readonly deviceCode: string
  readonly dpopThumbprint: string | null
}

export type DevicePollRefusal =
  | 'device_code_invalid'
  | 'slow_down'
  | 'login_session_over'
  | 'consent_withdrawn'
  | 'resource_not_granted'
  | PollRefusal
  | EntryRefusal
  | ProtocolRefusal

/** A device asks whether somebody let it in, and gets its tokens once (RFC 8628, section 3.4). */
export type ExchangeDeviceCode = (
  poll: DevicePoll,
  caller: Caller,
) => Promise<Result<IssuedTokens, DevicePollRefusal>>

type Dependencies = {
  readonly transact: TransactOnDevices
  readonly issueTokens: IssueTokens
  readonly secrets: Secrets
  readonly newXid: NewXid
  readonly now: Clock
  readonly issuer: string
}

type Tools = Omit<Dependencies, 'transact' | 'issueTokens'>

/** Not worth a line in the log: every device asks again and again. */
const usual: ReadonlySet<DevicePollRefusal> = new Set(['authorization_pending', 'slow_down'])

export function exchangeDeviceCode(dependencies: Dependencies): ExchangeDeviceCode {
  const { transact, issueTokens, ...tools } = dependencies
  return async (poll, caller) => {
    const granted = await transact(caller, async (unit) => {
      const outcome = await grant(unit, poll, tools)
      if (!outcome.ok && usual.has(outcome.refusal)) return outcome
      return reported(unit, outcome, 'token_refused', { claimedClientId: poll.client.clientId })
    })
    return granted.ok ? accept(await issueTokens(granted.value)) : granted
  }
}

async function grant(
  unit: DeviceUnit,
  { client: proven, deviceCode, dpopThumbprint }: DevicePoll,
  tools: Tools,
): Promise<Result<Granted, DevicePollRefusal>> {
  const { secrets, now } = tools
  const device = await unit.deviceAuthorizations.findByDevice(secrets.digest(deviceCode))
  if (!device) return refuse('device_code_invalid')
  const refusal = pollRefusal(device, proven.xid, now())
  const isDecided = refusal !== undefined && refusal !== 'authorization_pending'
  if (isDecided) return refuse(refusal)
  if (!(await unit.deviceAuthorizations.poll(device.xid, now()))) return refuse('slow_down')
  if (refusal || !device.approval) return refuse('authorization_pending')
  const approved = { ...device, approval: device.approval }
  const allowed = await decide(unit, approved, { dpopThumbprint, tools })
  if (!allowed.ok) return allowed
  if (!(await unit.deviceAuthorizations.spend(device.xid, now()))) return refuse('device_code_used')
  return accept(await open(unit, { device: approved, ...allowed.value }, tools))
}

type Approved = DeviceAuthorization & { readonly approval: DeviceApproval }
type Allowed = {
  readonly client: RegisteredClient
  readonly consented: readonly string[]
  readonly terms: TokenTerms
}

/** The person, the client and the session as they stand now, not as they stood when somebody answered. */
async function decide(
  unit: DeviceUnit,
  { approval, clientId, loginSessionXid, ...device }: Approved,
  { dpopThumbprint, tools }: { readonly dpopThumbprint: string | null; readonly tools: Tools },
): Promise<Result<Allowed, DevicePollRefusal>> {
  const { personXid } = approval
  const client = await unit.clients.find(clientId)
  const shut = await whyShut(unit, personXid, client)
  if (!client || shut) return refuse(shut ?? 'client_inactive')
  const refusal = protocolRefusal(client, deviceGrantType, dpopThumbprint)
  if (refusal) return refuse(refusal)
  const isSignedIn = loginSessionXid && (await unit.sessions.findByXid(loginSessionXid))
  if (!isSignedIn) return refuse('login_session_over')
  const consented = (await unit.consents.find(personXid, client.xid))?.scopes ?? []
  const scopes = scopesLeft(device.scopes, client, consented)
  if (scopes.length === 0) return refuse('consent_withdrawn')
  const granted = allowedAudience(device.resources, client.oauth.resources, tools.issuer)
  const audience = chooseAudience(granted, [])
  return audience.ok
    ? accept({ client, consented, terms: { scopes, audience: audience.value, dpopThumbprint } })
    : audience
}

async function open(
  unit: DeviceUnit,
  { device, client, consented, terms }: Allowed & { readonly device: Approved },
  tools: Tools,
): Promise<Granted> {
  const session = await begin(unit, { device, client, consented, terms }, tools)
  const access = await mintAccessToken(unit, { client, session, terms }, tools)
  // Confidential clients prove themselves at each refresh, so their refresh tokens are bound to them already.
  const refresh = client.isConfidential ? { ...terms, dpopThumbprint: null } : terms
  const isRefreshable = client.oauth.grantTypes.includes('refresh_token')
  const refreshToken = isRefreshable
    ? await addRefreshToken(unit, { client, session, terms: refresh }, tools)
    : null
  const releasableScopes = scopesLeft(client.allowedScopes, client, consented)
  return { client, session, terms, access, refreshToken, nonce: null, releasableScopes }
}

/** A device is no part of the browser in which somebody let it in: signing out there leaves it alone. */
async function begin(
  unit: DeviceUnit,
  { device, client, terms: { scopes } }: Allowed & { readonly device: Approved },
  { secrets, newXid, now }: Tools,
): Promise<Session> {
  const { approval, clientXid, address, userAgent } = device
  const origin = { address, userAgent, loginSessionXid: null, authorizationCodeXid: null }
  // Nobody has the secret of this digest: what the client gets are tokens.
  const digest = secrets.digest(secrets.make('lgs_'))
  const session = openSession(
    { xid: newXid(), digest, clientXid, scopes, ...approval, ...origin },
    now(),
    limitsFor(scopes, client.oauth),
  )
  await unit.sessions.add(session)
  const { personXid } = approval
  const agent = { type: 'person', xid: personXid } as const
  const details = { client_xid: clientXid, person_xid: personXid }
  const spent = { type: 'device_authorization', xid: device.xid }
  await unit.record({ action: 'device.exchanged', target: spent, agent, details })
  const target = { type: 'session', xid: session.xid }
  await unit.record({ action: 'session.created', target, agent, details: { ...details, kind: 'app' } })
  return session
}
