import { type Caller, type Clock, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import type { Client, ClientChange, SettledSettings } from '../domain/client.ts'
import {
  type ClientSettingsProblem,
  changedSettings,
  checkClientSettings,
} from '../domain/client-settings.ts'
import type { ClientUnit } from './ports.ts'

/**
 * Changes those settings of a client that are named, and tells which ones really changed. Only what is
 * named is written: of two who change different things at once, neither undoes what the other did.
 */
export type UpdateClient = (
  change: { readonly clientId: string; readonly settings: ClientChange },
  caller: Caller,
) => Promise<Result<readonly string[], ClientSettingsProblem | 'client_not_found'>>

type Dependencies = { readonly transact: Transact<ClientUnit>; readonly now: Clock }

export function updateClient({ transact, now }: Dependencies): UpdateClient {
  return async ({ clientId, settings }, caller) => {
    return transact(caller, async ({ clients, record }) => {
      // OAuth settings are one column: of two who change it at once, the second must see what the first wrote.
      if (settings.oauth) await clients.hold(clientId)
      const client = await clients.find(clientId)
      if (!client) return refuse('client_not_found')
      const wanted = changedSettings(client, settings)
      const { current } = await clients.secretsOf(client.xid)
      const isMovingToKeys = current !== null && wanted.oauth.tokenEndpointAuthMethod === 'private_key_jwt'
      const checked = checkClientSettings(clientId, wanted, current !== null && !isMovingToKeys)
      if (!checked.ok) return checked
      const changed = namesOfChanged(client, wanted)
      if (changed.length === 0) return accept(changed)
      const oauth = settings.oauth && wanted.oauth
      await clients.saveSettings(client.xid, { ...settings, oauth }, now())
      if (isMovingToKeys) await clients.dropSecrets(client.xid)
      await record({
        action: 'client.updated',
        target: { type: 'client', xid: client.xid },
        details: { changed },
      })
      return accept(changed)
    })
  }
}

function namesOfChanged({ oauth: before, ...client }: Client, wanted: SettledSettings): readonly string[] {
  const { oauth, ...settings } = wanted
  return [...differing(client, settings), ...differing(before, oauth).map((name) => `oauth.${name}`)]
}

function differing<T extends object>(before: T, after: T): readonly string[] {
  return (Object.keys(after) as (keyof T & string)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
}
