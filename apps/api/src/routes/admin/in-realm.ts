import type { Client, Grant } from '@lgc/client'
import type { Core } from '@lgc/composition'
import type { Xid } from '@lgc/kernel'
import type { Person } from '@lgc/person'

/** What an xid names, if it belongs to the realm. What belongs to another one is as good as absent. */
type InRealm<T> = (core: Pick<Core, 'queries'>, realmXid: Xid, xid: Xid | undefined) => Promise<T | undefined>

export const personInRealm: InRealm<Person> = async ({ queries }, realmXid, xid) => {
  const person = xid && (await queries.profiles.find(xid))
  return person?.realmXid === realmXid ? person : undefined
}

export const clientInRealm: InRealm<Client> = async ({ queries }, realmXid, xid) => {
  const client = xid && (await queries.clients.findByXid(xid))
  return client?.realmXid === realmXid ? client : undefined
}

export const grantInRealm: InRealm<Grant> = async (core, realmXid, xid) => {
  const grant = xid && (await core.queries.grants.find(xid))
  return grant && (await clientInRealm(core, realmXid, grant.clientXid)) ? grant : undefined
}

export async function clientNamedInRealm(
  { queries }: Pick<Core, 'queries'>,
  realmXid: Xid,
  clientId: string,
): Promise<Client | undefined> {
  const client = await queries.clients.find(clientId)
  return client?.realmXid === realmXid ? client : undefined
}
