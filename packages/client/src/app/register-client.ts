import { type Caller, type Clock, type NewXid, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import type { Client, ClientSettings } from '../domain/client.ts'
import { type ClientSettingsProblem, checkClientSettings } from '../domain/client-settings.ts'
import { defaultOAuthSettings } from '../domain/oauth-settings.ts'
import type { ClientUnit, SecretHashes } from './ports.ts'

export type ClientRegistration = {
  readonly clientId: string
  readonly realm: string
  readonly settings: ClientSettings
  /** The raw secret of a confidential client, or null for a public one. */
  readonly secret: string | null
}

/** Adds a client to a realm. The secret is kept only as a hash. */
export type RegisterClient = (
  registration: ClientRegistration,
  caller: Caller,
) => Promise<Result<Client, ClientSettingsProblem | 'client_id_taken' | 'realm_unknown' | 'overloaded'>>

type Dependencies = {
  readonly transact: Transact<ClientUnit>
  readonly hashes: SecretHashes
  readonly newXid: NewXid
  readonly now: Clock
}

export function registerClient({ transact, hashes, newXid, now }: Dependencies): RegisterClient {
  return async ({ clientId, realm: realmName, settings, secret }, caller) => {
    const checked = checkClientSettings(clientId, settings, secret !== null)
    if (!checked.ok) return checked
    const hash = secret === null ? null : await hashes.hash(secret)
    if (hash === 'overloaded') return refuse('overloaded')

    return transact(caller, async ({ realms, clients, record }) => {
      const realm = await realms.find(realmName)
      if (!realm) return refuse('realm_unknown')
      const at = now()
      const oauth = settings.oauth ?? defaultOAuthSettings(secret !== null)
      const client: Client = {
        ...settings,
        oauth,
        xid: newXid(),
        realmXid: realm.xid,
        clientId,
        isConfidential: oauth.tokenEndpointAuthMethod !== 'none',
        createdAt: at,
        updatedAt: at,
        deactivatedAt: null,
      }
      if (!(await clients.add(client, hash))) return refuse('client_id_taken')
      await record({ action: 'client.registered', target: { type: 'client', xid: client.xid } })
      return accept(client)
    })
  }
}
