import {
  type Caller,
  type Clock,
  type NewXid,
  type Result,
  type Transact,
  accept,
  later,
  refuse,
} from '@lgc/kernel'
import {
  type AuthorizationRequest,
  type RequestRefusal,
  checkRequest,
} from '../domain/authorization-request.ts'
import type { AuthenticationUnit, LoginFlow, LoginFlows, Secrets } from './ports.ts'
import { reported } from './reporting.ts'

const flowLifetimeInSeconds = 3600

/**
 * Takes in what a client asks of a browser, once, and keeps it here: the parameters do not travel through
 * the browser again, and nobody but the browser that began the flow can go on with it.
 */
export type BeginLoginFlow = (
  request: AuthorizationRequest | null,
  /** The browser's secret; one is made for a browser that has none. */
  browserToken: string | null,
  caller: Caller,
  /** A page of ours that is gone on with afterwards, when no client asked. */
  returnTo?: string | null,
) => Promise<
  Result<{ readonly flow: LoginFlow; readonly browserToken: string }, 'client_unknown' | RequestRefusal>
>

type Dependencies = {
  readonly transact: Transact<AuthenticationUnit & { readonly flows: LoginFlows }>
  readonly secrets: Secrets
  readonly newXid: NewXid
  readonly now: Clock
}

export function beginLoginFlow({ transact, secrets, newXid, now }: Dependencies): BeginLoginFlow {
  return (request, presentedToken, caller, returnTo = null) =>
    transact(caller, async (unit) => {
      const refusal = request && (await refusalOf(unit, request))
      if (refusal) {
        const about = { claimedClientId: request.clientId }
        return reported(unit, refuse(refusal), 'authorization_refused', about)
      }
      const browserToken = presentedToken ?? secrets.make('lgb_')
      const at = now()
      const flow: LoginFlow = {
        xid: newXid(),
        browser: secrets.digest(browserToken),
        request,
        identifier: null,
        returnTo,
        createdAt: at,
        expiresAt: later(at, flowLifetimeInSeconds),
      }
      await unit.flows.add(flow)
      return accept({ flow, browserToken })
    })
}

async function refusalOf(
  { clients }: AuthenticationUnit,
  request: AuthorizationRequest,
): Promise<'client_unknown' | RequestRefusal | undefined> {
  const client = await clients.find(request.clientId)
  if (!client) return 'client_unknown'
  const checked = checkRequest(request, client)
  return checked.ok ? undefined : checked.refusal
}
