import { type Caller, type Clock, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import type { ClientChange, ClientSettings } from '../domain/client.ts'
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
      const client = await clients.find(clientId)
      if (!client) return refuse('client_not_found')
      const wanted = changedSettings(client, settings)
      const { current } = await clients.secretsOf(client.xid)
      const checked = checkClientSettings(clientId, wanted, current !== null)
      if (!checked.ok) return checked
      const names = Object.keys(wanted) as readonly (keyof ClientSettings)[]
      const changed = names.filter((name) => JSON.stringify(client[name]) !== JSON.stringify(wanted[name]))
      if (changed.length === 0) return accept(changed)
      await clients.saveSettings(client.xid, settings, now())
      await record({
        action: 'client.updated',
        target: { type: 'client', xid: client.xid },
        details: { changed },
      })
      return accept(changed)
    })
  }
}
