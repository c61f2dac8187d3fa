import { type Caller, type Clock, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import { isActive } from '../domain/client.ts'
import type { ClientUnit } from './ports.ts'

/** Deactivates or reactivates a client. Whoever is signed in to one that is deactivated is so no more. */
export type SwitchClient = (
  wanted: { readonly clientId: string; readonly isActive: boolean },
  caller: Caller,
) => Promise<Result<{ readonly sessionsEnded: number }, 'client_not_found'>>

type Dependencies = { readonly transact: Transact<ClientUnit>; readonly now: Clock }

export function switchClient({ transact, now }: Dependencies): SwitchClient {
  return (wanted, caller) =>
    transact(caller, async ({ clients, signedIn, record }) => {
      const client = await clients.find(wanted.clientId)
      if (!client) return refuse('client_not_found')
      if (isActive(client) === wanted.isActive) return accept({ sessionsEnded: 0 })
      const at = now()
      await clients.saveDeactivation(client.xid, wanted.isActive ? null : at, at)
      const sessionsEnded = wanted.isActive ? 0 : await signedIn.expelAll(client.xid)
      await record({
        action: wanted.isActive ? 'client.reactivated' : 'client.deactivated',
        target: { type: 'client', xid: client.xid },
        details: { sessions_ended: sessionsEnded },
      })
      return accept({ sessionsEnded })
    })
}
