import type { Xid } from '@lgc/kernel'
import type { Clients } from './ports.ts'

type Dependencies = { readonly clients: Pick<Clients, 'find'>; readonly defaultRealmXid: Xid }

/** The realm that a client names; without a client the default one is meant. */
export async function realmOf(
  { clients, defaultRealmXid }: Dependencies,
  clientId: string | null,
): Promise<Xid | undefined> {
  return clientId === null ? defaultRealmXid : (await clients.find(clientId))?.realmXid
}
