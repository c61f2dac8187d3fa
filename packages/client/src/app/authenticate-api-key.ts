import { type Caller, type Clock, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import { type ApiKey, type ApiKeyRole, isUsable, isUseWorthNoting } from '../domain/api-key.ts'
import type { ClientUnit, Digest } from './ports.ts'

export type ApiKeyRefusal =
  | 'api_key_missing'
  | 'api_key_invalid'
  | { readonly reason: 'api_key_role_forbidden'; readonly details: { readonly required_role: ApiKeyRole } }

/** Proves by its key that the caller acts for a client in a role. Keys of inactive clients are invalid. */
export type AuthenticateApiKey = (
  presented: { readonly key: string | undefined; readonly role: ApiKeyRole },
  caller: Caller,
) => Promise<Result<ApiKey, ApiKeyRefusal>>

type Dependencies = {
  /** The key and whether its client is active, in one statement. */
  readonly findKey: (digest: string) => Promise<{ key: ApiKey; isClientActive: boolean } | undefined>
  /** Moves `last_used_at` forward, never back. */
  readonly noteUse: (key: ApiKey) => Promise<void>
  readonly transact: Transact<ClientUnit>
  readonly digest: Digest
  readonly now: Clock
}

export function authenticateApiKey({
  findKey,
  noteUse,
  transact,
  digest,
  now,
}: Dependencies): AuthenticateApiKey {
  return async ({ key: presented, role }, caller) => {
    if (!presented) {
      await transact(caller, ({ report }) =>
        report({ event: 'api_key_invalid', details: { reason: 'missing' } }),
      )
      return refuse('api_key_missing')
    }
    const found = await findKey(digest(presented))
    if (!found || !found.isClientActive || !isUsable(found.key, now())) {
      await transact(caller, ({ report }) =>
        report({ event: 'api_key_invalid', details: { api_key_xid: found?.key.xid ?? null } }),
      )
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
