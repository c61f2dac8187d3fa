import { type Caller, type Clock, type NewXid, type Result, type Xid, accept, refuse } from '@lgc/kernel'
import type { RegisteredClient } from '../../domain/registered-client.ts'
import { covers, parseScopes } from '../../domain/scopes.ts'
import type { TokenTerms } from '../../domain/tokens/access-token.ts'
import { allowedAudience, chooseAudience } from '../../domain/tokens/audience.ts'
import { scopesOfClient } from '../../domain/tokens/client-scopes.ts'
import type { Clients, Secrets } from '../ports.ts'
import { reported } from '../reporting.ts'
import type { Granted, IssueTokens, IssuedTokens } from './issue-tokens.ts'
import { type MintingTools, mintAccessToken } from './mint-access-token.ts'
import type { TokenUnit, TransactOnTokens } from './ports.ts'
import { type ProtocolRefusal, protocolRefusal } from './token-rules.ts'

export type ClientTokenOrder = {
  /** The client as it proved itself before. */
  readonly client: { readonly xid: Xid; readonly clientId: string }
  /** Null for all that it may have. */
  readonly scope: string | null
  readonly resources: readonly string[]
  readonly dpopThumbprint: string | null
}

export type ClientTokenRefusal =
  | ProtocolRefusal
  | 'client_inactive'
  | 'scope_invalid'
  | 'scope_not_granted'
  | 'resource_not_granted'

/** A token with which a client acts for itself and for no person (RFC 6749, section 4.4). */
export type IssueClientToken = (
  order: ClientTokenOrder,
  caller: Caller,
) => Promise<Result<IssuedTokens, ClientTokenRefusal>>

type Dependencies = {
  readonly transact: TransactOnTokens
  /** Outside of transactions. */
  readonly clients: Pick<Clients, 'find'>
  readonly issueTokens: IssueTokens
  readonly secrets: Secrets
  readonly newXid: NewXid
  readonly now: Clock
  readonly issuer: string
}

export function issueClientToken(dependencies: Dependencies): IssueClientToken {
  const { transact, issueTokens, clients, ...tools } = dependencies
  return async (order, caller) => {
    const client = await clients.find(order.client.clientId)
    const granted = await transact(caller, async (unit) => {
      const outcome = await perform(unit, { ...order, client }, tools)
      const claimedClientId = order.client.clientId
      return reported(unit, outcome, 'token_refused', { claimedClientId })
    })
    return granted.ok ? accept(await issueTokens(granted.value)) : granted
  }
}

async function perform(
  unit: TokenUnit,
  { client, ...order }: Omit<ClientTokenOrder, 'client'> & { readonly client: RegisteredClient | undefined },
  tools: MintingTools,
): Promise<Result<Granted, ClientTokenRefusal>> {
  if (!client?.isActive) return refuse('client_inactive')
  const terms = decide(client, order, tools.issuer)
  return terms.ok ? accept(await grant(unit, { client, terms: terms.value }, tools)) : terms
}

function decide(
  client: RegisteredClient,
  { scope, resources, dpopThumbprint }: Omit<ClientTokenOrder, 'client'>,
  issuer: string,
): Result<TokenTerms, ClientTokenRefusal> {
  const refusal = protocolRefusal(client, 'client_credentials', dpopThumbprint)
  if (refusal) return refuse(refusal)
  const own = scopesOfClient(client.allowedScopes)
  const wanted = scope === null ? accept(own) : parseScopes(scope)
  if (!wanted.ok) return wanted
  if (!covers(own, wanted.value)) return refuse('scope_not_granted')
  const allowed = allowedAudience(resources, client.oauth.resources, issuer)
  const audience = chooseAudience(allowed, resources)
  if (!audience.ok) return audience
  return accept({ scopes: wanted.value, audience: audience.value, dpopThumbprint })
}

async function grant(
  unit: TokenUnit,
  { client, terms }: { readonly client: RegisteredClient; readonly terms: TokenTerms },
  tools: MintingTools,
): Promise<Granted> {
  const access = await mintAccessToken(unit, { client, session: null, terms }, tools)
  await unit.record({
    action: 'access_token.issued',
    target: { type: 'client', xid: client.xid },
    details: { scopes: terms.scopes, audience: terms.audience },
  })
  return { client, session: null, terms, access, refreshToken: null, nonce: null, releasableScopes: [] }
}
