import { type Caller, type Result, type Transact, type Xid, accept, parseXid, refuse } from '@lgc/kernel'
import type { RequestParameters } from '../../domain/openid/openid-request.ts'
import type { RegisteredClient } from '../../domain/registered-client.ts'
import type { Session } from '../../domain/session.ts'
import type { FindLoginSession } from '../find-login-session.ts'
import type { VerifyToken } from '../keys/verify-token.ts'
import type { AuthenticationUnit } from '../ports.ts'
import { reported } from '../reporting.ts'

export type LogoutRequest = {
  /** Null when nobody says on whose behalf it is. */
  readonly clientId: string | null
  /** Where the browser goes afterwards: an address that the client registered, or null. */
  readonly returnTo: string | null
  readonly state: string | null
  /**
   * Whether nobody has to be asked: an ID token came along, and it is of the very login session that this browser
   * has, or the browser has none.
   */
  readonly isProven: boolean
}

export type LogoutRequestRefusal =
  | 'parameter_repeated'
  | 'state_too_long'
  | 'id_token_hint_invalid'
  | 'id_token_hint_foreign'
  | 'client_unknown'
  | 'client_inactive'
  | 'post_logout_redirect_uri_mismatch'

/**
 * Understands a logout request of a client (OpenID Connect RP-Initiated Logout 1.0, section 2). The address to
 * return to counts only beside a client that registered it, byte for byte.
 */
export type ReadLogoutRequest = (
  parameters: RequestParameters,
  loginToken: string | null,
  caller: Caller,
) => Promise<Result<LogoutRequest, LogoutRequestRefusal>>

type Dependencies = {
  readonly transact: Transact<AuthenticationUnit>
  readonly verifyToken: VerifyToken
  readonly findLoginSession: FindLoginSession
}

/** `state` is repeated byte for byte, up to this many characters. */
const longestState = 2048

export function readLogoutRequest(dependencies: Dependencies): ReadLogoutRequest {
  const { transact, verifyToken, findLoginSession } = dependencies
  return async (parameters, loginToken, caller) => {
    // Before any transaction: a signature takes its time.
    const hint = await readHint(parameters, verifyToken)
    const here = await findLoginSession(loginToken)
    return transact(caller, async (unit) => {
      const outcome = await read(unit, parameters, { hint, here })
      const claimedClientId = one(parameters, 'client_id') ?? ''
      return reported(unit, outcome, 'logout_refused', { claimedClientId })
    })
  }
}

/** What an ID token of ours says: to whom it was given, of whom, and of which app session. */
type Hint = { readonly clientId: string; readonly personXid: Xid; readonly sessionXid: Xid | null }

type Standing = {
  /** Null when there is none, undefined when it is none of ours. */
  readonly hint: Hint | null | undefined
  readonly here: Session | undefined
}

type Outcome = Result<LogoutRequest, LogoutRequestRefusal>

async function read(
  unit: AuthenticationUnit,
  parameters: RequestParameters,
  { hint, here }: Standing,
): Promise<Outcome> {
  const state = one(parameters, 'state') ?? null
  const refusal = formRefusal(parameters, state) ?? hintRefusal({ hint, here })
  if (refusal) return refuse(refusal)
  const named = await clientOf(unit, one(parameters, 'client_id') ?? hint?.clientId)
  if (!named.ok) return named
  const client = named.value
  const uri = one(parameters, 'post_logout_redirect_uri') ?? null
  if (uri !== null && !isRegistered(uri, client)) return refuse('post_logout_redirect_uri_mismatch')
  const isProven = await isProof(unit, { hint, here })
  return accept({ clientId: client?.clientId ?? null, returnTo: client && uri, state, isProven })
}

function formRefusal(
  parameters: RequestParameters,
  state: string | null,
): 'parameter_repeated' | 'state_too_long' | undefined {
  if ([...parameters.values()].some((values) => values.length > 1)) return 'parameter_repeated'
  return state !== null && state.length > longestState ? 'state_too_long' : undefined
}

/** Null when nobody says which client it is. */
async function clientOf(
  { clients }: AuthenticationUnit,
  clientId: string | undefined,
): Promise<Result<RegisteredClient | null, 'client_unknown' | 'client_inactive'>> {
  if (clientId === undefined) return accept(null)
  const client = await clients.find(clientId)
  if (!client) return refuse('client_unknown')
  return client.isActive ? accept(client) : refuse('client_inactive')
}

/** Nothing can be said of an address that is nobody's; nobody is sent there either. */
function isRegistered(uri: string, client: RegisteredClient | null): boolean {
  return client === null || client.postLogoutRedirectUris.includes(uri)
}

function hintRefusal({
  hint,
  here,
}: Standing): 'id_token_hint_invalid' | 'id_token_hint_foreign' | undefined {
  if (hint === undefined) return 'id_token_hint_invalid'
  return hint && here && hint.personXid !== here.personXid ? 'id_token_hint_foreign' : undefined
}

/** Whether the token was given out within the login session that is here, or there is none to end. */
async function isProof({ sessions }: AuthenticationUnit, { hint, here }: Standing): Promise<boolean> {
  if (!hint || !here) return hint !== null
  const session = hint.sessionXid === null ? undefined : await sessions.findByXid(hint.sessionXid)
  return session?.loginSessionXid === here.xid
}

/** It may have expired: whoever signs out late has an old one. */
async function readHint(parameters: RequestParameters, verifyToken: VerifyToken): Promise<Standing['hint']> {
  const text = one(parameters, 'id_token_hint')
  if (text === undefined) return null
  const audience = one(parameters, 'client_id')
  const expected = { typ: 'JWT', isHint: true, ...(audience === undefined ? {} : { audience }) } as const
  const token = await verifyToken(text, expected)
  if (!token.ok) return undefined
  const { aud, sub, sid } = token.value
  const personXid = parseXid(String(sub))
  if (typeof aud !== 'string' || !personXid) return undefined
  return { clientId: aud, personXid, sessionXid: parseXid(String(sid)) ?? null }
}

function one(parameters: RequestParameters, name: string): string | undefined {
  return parameters.get(name)?.[0]
}
