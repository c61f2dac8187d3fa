import { type Caller, type Clock, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import type { ClientSettings } from '../domain/client.ts'
import { type ClientSettingsProblem, checkClientSettings } from '../domain/client-settings.ts'
import type { ClientUnit } from './ports.ts'

/** Changes a client's settings and tells which ones really changed. */
export type UpdateClient = (
  change: { readonly clientId: string; readonly settings: ClientSettings },
  caller: Caller,
) => Promise<Result<readonly string[], ClientSettingsProblem | 'client_not_found'>>

type Dependencies = { readonly transact: Transact<ClientUnit>; readonly now: Clock }

export function updateClient({ transact, now }: Dependencies): UpdateClient {
  return async ({ clientId, settings }, caller) => {
    const checked = checkClientSettings(clientId, settings)
    if (!checked.ok) return checked
    return transact(caller, async ({ clients, record }) => {
      const client = await clients.find(clientId)
      if (!client) return refuse('client_not_found')
      const names = Object.keys(settings) as readonly (keyof ClientSettings)[]
      const changed = names.filter((name) => JSON.stringify(client[name]) !== JSON.stringify(settings[name]))
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
