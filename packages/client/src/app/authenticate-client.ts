import { type Caller, type Clock, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import { type Client, isActive } from '../domain/client.ts'
import type { TokenEndpointAuthMethod } from '../domain/oauth-settings.ts'
import type { ClientSecrets, ClientUnit, FindCredentials, SecretHashes, VerifiedSecrets } from './ports.ts'

export type ClientAuthenticationRefusal =
  | 'client_unknown'
  | 'client_inactive'
  | 'client_auth_method_mismatch'
  | 'client_secret_missing'
  | 'client_secret_not_allowed'
  | 'client_authentication_failed'
  | 'overloaded'

/**
 * Proves that the caller is the client it names (RFC 6749, section 2.3.1). A public client proves nothing
 * and must not send a secret.
 */
export type AuthenticateClient = (
  presented: {
    readonly clientId: string
    readonly secret: string | undefined
    /** How it came; where that is told, it must be the way that the client registered. */
    readonly method?: TokenEndpointAuthMethod
  },
  caller: Caller,
) => Promise<Result<Client, ClientAuthenticationRefusal>>

type Found = NonNullable<Awaited<ReturnType<FindCredentials>>>

type Dependencies = {
  readonly findCredentials: FindCredentials
  readonly transact: Transact<ClientUnit>
  readonly hashes: SecretHashes
  readonly verified: VerifiedSecrets
  readonly now: Clock
}

export function authenticateClient(dependencies: Dependencies): AuthenticateClient {
  const { findCredentials, transact, now } = dependencies
  return async ({ clientId, secret, method }, caller) => {
    const found = await findCredentials(clientId)
    const refusal = found ? await check(found, secret, method) : 'client_unknown'
    if (found && !refusal) return accept(found.client)
    if (!refusal || refusal === 'overloaded') return refuse('overloaded')
    return transact(caller, async ({ report }) => {
      await report({ event: 'client_auth_failed', claimedClientId: clientId, details: { reason: refusal } })
      return refuse(refusal)
    })
  }

  async function check(
    { client, secrets }: Found,
    secret: string | undefined,
    method: TokenEndpointAuthMethod | undefined,
  ): Promise<ClientAuthenticationRefusal | undefined> {
    if (!isActive(client)) return 'client_inactive'
    const isRegistered = method === undefined || method === client.oauth.tokenEndpointAuthMethod
    if (!isRegistered) return 'client_auth_method_mismatch'
    if (!client.isConfidential) return secret === undefined ? undefined : 'client_secret_not_allowed'
    if (secret === undefined) return 'client_secret_missing'
    const matches = await matchesOne(secrets, secret)
    if (matches === 'overloaded') return 'overloaded'
    return matches ? undefined : 'client_authentication_failed'
  }

  async function matchesOne(secrets: ClientSecrets, secret: string): Promise<boolean | 'overloaded'> {
    const { hashes, verified } = dependencies
    const isOverlap = secrets.previousExpiresAt !== null && secrets.previousExpiresAt > now()
    const valid = [secrets.current, isOverlap ? secrets.previous : null].filter((hash) => hash !== null)
    if (valid.some((hash) => verified.isKnown(hash, secret))) return true
    for (const hash of valid) {
      const matches = await hashes.verify(hash, secret)
      if (matches === 'overloaded') return matches
      if (matches) {
        verified.remember(hash, secret)
        return true
      }
    }
    return false
  }
}
