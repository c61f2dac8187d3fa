import { type Caller, type Clock, type Result, accept, refuse } from '@lgc/kernel'
import type { RegisteredClient } from '../../domain/registered-client.ts'
import { type SingleUse, checkAssertion, proofAlgorithms } from '../../domain/tokens/client-assertion.ts'
import type { Clients, Secrets } from '../ports.ts'
import type { ClientProofs, TransactOnTokens } from './ports.ts'

export type AssertionRefusal =
  | 'client_unknown'
  | 'client_inactive'
  | 'client_auth_method_mismatch'
  | 'client_assertion_invalid'
  | 'client_assertion_replayed'
  | 'client_keys_unavailable'

export type PresentedAssertion = {
  readonly assertion: string
  /** As the request says besides; null when it does not. */
  readonly clientId: string | null
  /** Of the endpoint that was asked. */
  readonly path: string
}

/** Proves that the caller has the key of the client that it names (RFC 7523, section 2.2). An assertion is good once. */
export type AuthenticateByAssertion = (
  presented: PresentedAssertion,
  caller: Caller,
) => Promise<Result<RegisteredClient, AssertionRefusal>>

type Dependencies = {
  readonly clients: Pick<Clients, 'find'>
  readonly proofs: Pick<ClientProofs, 'issuerIn' | 'readAssertion'>
  readonly transact: TransactOnTokens
  readonly secrets: Pick<Secrets, 'digest'>
  readonly issuer: string
  readonly now: Clock
}

type Checked = { readonly client: RegisteredClient; readonly use: SingleUse }
type Refused = {
  readonly refusal: AssertionRefusal
  readonly reason: string
  readonly clientId: string | null
}

export function authenticateByAssertion(dependencies: Dependencies): AuthenticateByAssertion {
  const { clients, proofs, transact, secrets, issuer, now } = dependencies

  const check = async ({ assertion, clientId, path }: PresentedAssertion): Promise<Checked | Refused> => {
    const named = proofs.issuerIn(assertion)
    const isOther = clientId !== null && clientId !== named
    if (named === undefined || isOther)
      return { refusal: 'client_assertion_invalid', reason: 'issuer', clientId }
    const client = await clients.find(named)
    const fault = whyNot(client)
    if (!client || fault) return { refusal: fault ?? 'client_unknown', reason: 'client', clientId: named }
    const isFapi = client.oauth.profile === 'fapi2'
    const read = await proofs.readAssertion(assertion, client, proofAlgorithms(isFapi))
    if (!read.ok) {
      const isAway = read.refusal === 'keys_unavailable'
      const refusal = isAway ? 'client_keys_unavailable' : 'client_assertion_invalid'
      return { refusal, reason: read.refusal, clientId: named }
    }
    const endpoints = [`${issuer}${path}`, `${issuer}/token`]
    const use = checkAssertion(read.value, { clientId: named, issuer, endpoints, isFapi, now: now() })
    return use.ok
      ? { client, use: use.value }
      : { refusal: 'client_assertion_invalid', reason: use.refusal, clientId: named }
  }

  return async (presented, caller) => {
    const checked = await check(presented)
    return transact(caller, async ({ seenProofs, report }) => {
      const outcome = 'client' in checked ? await spend(checked, { seenProofs, secrets }) : checked
      if ('client' in outcome) return accept(outcome.client)
      const { refusal, reason, clientId } = outcome
      const claimed = clientId === null ? {} : { claimedClientId: clientId }
      await report({ event: 'client_assertion_refused', ...claimed, details: { reason } })
      return refuse(refusal)
    })
  }
}

function whyNot(client: RegisteredClient | undefined): AssertionRefusal | undefined {
  if (!client) return 'client_unknown'
  if (!client.isActive) return 'client_inactive'
  return client.oauth.tokenEndpointAuthMethod === 'private_key_jwt'
    ? undefined
    : 'client_auth_method_mismatch'
}

type Spending = {
  readonly seenProofs: {
    add(digest: ReturnType<Secrets['digest']>, until: SingleUse['until']): Promise<boolean>
  }
  readonly secrets: Pick<Secrets, 'digest'>
}

/** Of many at once with the same id one is first. */
async function spend(checked: Checked, { seenProofs, secrets }: Spending): Promise<Checked | Refused> {
  const { client, use } = checked
  const digest = secrets.digest(`assertion\n${client.xid}\n${use.id}`)
  if (await seenProofs.add(digest, use.until)) return checked
  return { refusal: 'client_assertion_replayed', reason: 'replayed', clientId: client.clientId }
}
