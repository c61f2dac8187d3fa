import { type Caller, type Clock, type Result, type Transact, type Xid, parseXid, refuse } from '@lgc/kernel'
import {
  type AuthorizationRequest,
  type RequestRefusal,
  checkRequest,
} from '../../domain/authorization-request.ts'
import {
  type Asked,
  type OpenIdRequestRefusal,
  type RequestParameters,
  openIdRequest,
  responseModeOf,
} from '../../domain/openid/openid-request.ts'
import type { ResponseMode } from '../../domain/openid/openid-terms.ts'
import type { RegisteredClient } from '../../domain/registered-client.ts'
import type { VerifyToken } from '../keys/verify-token.ts'
import type { AuthenticationUnit, Secrets } from '../ports.ts'
import { reported } from '../reporting.ts'

/** Where a client is told what was wrong; only ever an address that it registered. */
export type ReplyTo = {
  readonly redirectUri: string
  readonly state: string | null
  readonly openid: { readonly responseMode: ResponseMode }
}

type NameOf<Refusal> = Refusal extends { readonly reason: infer Reason } ? Reason : Refusal

export type OpenIdRefusal = {
  readonly reason:
    | OpenIdRequestRefusal
    | NameOf<RequestRefusal>
    | 'client_unknown'
    | 'state_too_long'
    | 'id_token_hint_invalid'
    | 'request_uri_invalid'
  /** Null when nobody but the person in front of the browser may be told. */
  readonly replyTo: ReplyTo | null
}

/**
 * Understands an authorization request of OpenID Connect (OpenID Connect Core 1.0, section 3.1.2; RFC 9126).
 * Until client and redirect URI are known to belong together nobody is redirected (RFC 6749, section 4.1.2.1).
 */
export type ReadOpenIdRequest = (
  parameters: RequestParameters,
  /** Whether the client itself leaves it with us; then it is known who it is. */
  isPushed: boolean,
  caller: Caller,
) => Promise<Result<AuthorizationRequest, OpenIdRefusal>>

type Dependencies = {
  readonly transact: Transact<AuthenticationUnit>
  readonly verifyToken: VerifyToken
  readonly secrets: Secrets
  readonly now: Clock
}

type Outcome = Awaited<ReturnType<ReadOpenIdRequest>>
type Tools = Omit<Dependencies, 'transact'> & { readonly isPushed: boolean }

/** `state` is repeated byte for byte, up to this many characters. */
const longestState = 2048

export const pushedRequestPrefix = 'urn:ietf:params:oauth:request_uri:'

export function readOpenIdRequest({ transact, ...tools }: Dependencies): ReadOpenIdRequest {
  return async (parameters, isPushed, caller) => {
    // Before any transaction: a signature takes its time.
    const hinted = await hintedPerson(parameters, tools.verifyToken)
    return transact(caller, async (unit) => {
      const outcome = await read(unit, parameters, hinted, { ...tools, isPushed })
      if (outcome.ok) return outcome
      const claimedClientId = parameters.get('client_id')?.[0] ?? ''
      const { reason } = outcome.refusal
      await reported(unit, refuse(reason), 'authorization_refused', { claimedClientId })
      return outcome
    })
  }
}

async function read(
  unit: AuthenticationUnit,
  parameters: RequestParameters,
  hinted: Xid | null | undefined,
  tools: Tools,
): Promise<Outcome> {
  const clientId = single(parameters, 'client_id')
  const client = clientId === undefined ? undefined : await unit.clients.find(clientId)
  if (!client) return toNobody('client_unknown')
  if (!client.isActive) return toNobody('client_inactive')
  const requestUri = single(parameters, 'request_uri')
  if (!tools.isPushed && requestUri?.startsWith(pushedRequestPrefix)) {
    return readPushed(unit, client, requestUri, tools)
  }
  const redirectUri = single(parameters, 'redirect_uri')
  if (redirectUri === undefined || !client.acceptsRedirectUri(redirectUri)) {
    return toNobody('redirect_uri_mismatch')
  }
  const state = single(parameters, 'state') ?? null
  if (state !== null && state.length > longestState) return toNobody('state_too_long')
  const replyTo = { redirectUri, state, openid: { responseMode: responseModeOf(parameters) } }
  const request = understand({ parameters, client, isPushed: tools.isPushed }, hinted)
  return request.ok ? request : refuse({ reason: request.refusal, replyTo })
}

/** From here on the client may be told what is wrong. */
function understand(
  asked: Asked,
  hinted: Xid | null | undefined,
): Result<AuthorizationRequest, OpenIdRefusal['reason']> {
  const request = openIdRequest(asked, { hintedPersonXid: hinted ?? null, pushedXid: null })
  if (!request.ok) return request
  if (hinted === undefined) return refuse('id_token_hint_invalid')
  const checked = checkRequest(request.value, asked.client)
  return checked.ok ? request : refuse(nameOf(checked.refusal))
}

function nameOf(refusal: RequestRefusal): NameOf<RequestRefusal> {
  return typeof refusal === 'string' ? refusal : refusal.reason
}

/** A parameter that came several times has no value that could be relied on. */
function single(parameters: RequestParameters, name: string): string | undefined {
  const values = parameters.get(name) ?? []
  return values.length === 1 ? values[0] : undefined
}

/** What stands beside it in the address is ignored (RFC 9126, section 4). */
async function readPushed(
  { pushedRequests }: AuthenticationUnit,
  client: RegisteredClient,
  requestUri: string,
  { secrets, now }: Tools,
): Promise<Outcome> {
  const digest = secrets.digest(requestUri.slice(pushedRequestPrefix.length))
  const pushed = await pushedRequests.find(digest)
  const isGood = pushed?.clientXid === client.xid && pushed.answeredAt === null && pushed.expiresAt > now()
  if (!pushed || !isGood) return toNobody('request_uri_invalid')
  const { request, xid } = pushed
  const openid = request.openid && { ...request.openid, pushedXid: xid }
  return { ok: true, value: { ...request, openid } }
}

function toNobody(reason: OpenIdRefusal['reason']): Outcome {
  return refuse({ reason, replyTo: null })
}

/** Null when there is no hint, undefined when it is none of ours for this client. It may have expired. */
async function hintedPerson(
  parameters: RequestParameters,
  verifyToken: VerifyToken,
): Promise<Xid | null | undefined> {
  const hint = single(parameters, 'id_token_hint')
  const audience = single(parameters, 'client_id')
  if (hint === undefined) return null
  if (audience === undefined) return undefined
  const token = await verifyToken(hint, { typ: 'JWT', audience, isHint: true })
  return token.ok ? parseXid(String(token.value['sub'])) : undefined
}
