import { type Caller, type Clock, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import { type ApiKey, type ApiKeyRole, isUsable, isUseWorthNoting } from '../domain/api-key.ts'
import type { ClientUnit, Digest, Networks } from './ports.ts'

export type ApiKeyRefusal =
  | 'api_key_missing'
  | 'api_key_invalid'
  | { readonly reason: 'api_key_role_forbidden'; readonly details: { readonly required_role: ApiKeyRole } }

/** Proves by its key that the caller acts for a client in a role. Keys of inactive clients are invalid. */
export type AuthenticateApiKey = (
  presented: { readonly key: string | undefined; readonly role: ApiKeyRole },
  caller: Caller,
) => Promise<Result<ApiKey, ApiKeyRefusal>>

type FoundKey = { readonly key: ApiKey; readonly isClientActive: boolean }

type Dependencies = {
  /** The key and whether its client is active, in one statement. */
  readonly findKey: (digest: string) => Promise<FoundKey | undefined>
  /** Moves `last_used_at` forward, never back. */
  readonly noteUse: (key: ApiKey) => Promise<void>
  readonly transact: Transact<ClientUnit>
  readonly networks: Networks
  readonly digest: Digest
  readonly now: Clock
}

export function authenticateApiKey(dependencies: Dependencies): AuthenticateApiKey {
  const { findKey, noteUse, transact, networks, digest, now } = dependencies

  const reject = async (caller: Caller, reason: string, key?: ApiKey): Promise<void> => {
    const details = { reason, api_key_xid: key?.xid ?? null }
    await transact(caller, ({ report }) => report({ event: 'api_key_invalid', details }))
  }

  /** Why a key is good for nothing here and now, whatever it is asked for. */
  const whyInvalid = (found: FoundKey | undefined, { address }: Caller): string | undefined => {
    if (!found) return 'unknown'
    if (!found.isClientActive) return 'client_inactive'
    if (!isUsable(found.key, now())) return 'revoked_or_expired'
    const { allowedNetworks } = found.key
    if (allowedNetworks && !networks.includes(allowedNetworks, address)) return 'address_not_allowed'
    return undefined
  }

  return async ({ key: presented, role }, caller) => {
    if (!presented) {
      await reject(caller, 'missing')
      return refuse('api_key_missing')
    }
    const found = await findKey(digest(presented))
    const reason = whyInvalid(found, caller)
    if (!found || reason) {
      await reject(caller, reason ?? 'unknown', found?.key)
      return refuse('api_key_invalid')
    }
    const { key } = found
    if (key.role !== role) {
      const details = { api_key_xid: key.xid, role: key.role, required_role: role }
      await transact(caller, ({ report }) => report({ event: 'api_key_role_forbidden', details }))
      return refuse({ reason: 'api_key_role_forbidden', details: { required_role: role } })
    }
    if (isUseWorthNoting(key, now())) await noteUse(key)
    return accept(key)
  }
}
