import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { ClientUnit } from './ports.ts'

/** Ends a key for good; the next request with it is refused. */
export type RevokeApiKey = (
  xid: Xid,
  caller: Caller,
) => Promise<Result<true, 'api_key_not_found' | 'api_key_already_revoked'>>

type Dependencies = { readonly transact: Transact<ClientUnit>; readonly now: Clock }

export function revokeApiKey({ transact, now }: Dependencies): RevokeApiKey {
  return (xid, caller) =>
    transact(caller, async ({ apiKeys, record }) => {
      if (!(await apiKeys.find(xid))) return refuse('api_key_not_found')
      if (!(await apiKeys.revoke(xid, now()))) return refuse('api_key_already_revoked')
      await record({ action: 'api_key.revoked', target: { type: 'api_key', xid } })
      return accept(true)
    })
}
