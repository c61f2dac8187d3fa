import { type Caller, type Clock, type NewXid, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import type { Client, ClientSettings, SettledSettings } from '../domain/client.ts'
import { type ClientSettingsProblem, checkClientSettings } from '../domain/client-settings.ts'
import { changedOAuthSettings } from '../domain/oauth-change.ts'
import { defaultOAuthSettings } from '../domain/oauth-settings.ts'
import { answerOnce } from './answer-once.ts'
import type { ClientUnit, Once, SecretHash, SecretHashes } from './ports.ts'

export type ClientRegistration = {
  readonly clientId: string
  readonly realm: string
  readonly settings: ClientSettings
  /** The raw secret of a confidential client, or null for a public one. */
  readonly secret: string | null
}

/** The raw secret is here and nowhere else. */
export type RegisteredClient = { readonly client: Client; readonly secret: string | null }

type RegistrationRefused = 'client_id_taken' | 'realm_unknown'

/** Adds a client to a realm. The secret is kept only as a hash. */
export type RegisterClient = (
  registration: ClientRegistration,
  caller: Caller,
  once?: Once | null,
) => Promise<
  Result<
    RegisteredClient,
    ClientSettingsProblem | RegistrationRefused | 'overloaded' | 'idempotency_key_reused'
  >
>

type Dependencies = {
  readonly transact: Transact<ClientUnit>
  readonly hashes: SecretHashes
  readonly newXid: NewXid
  readonly now: Clock
}

export function registerClient(dependencies: Dependencies): RegisterClient {
  const { transact, hashes, now } = dependencies
  return async (registration, caller, once = null) => {
    const { clientId, secret } = registration
    const oauth = changedOAuthSettings(
      defaultOAuthSettings(secret !== null),
      registration.settings.oauth ?? {},
    )
    const settings = { ...registration.settings, oauth }
    const checked = checkClientSettings(clientId, settings, secret !== null)
    if (!checked.ok) return checked
    const hash = secret === null ? null : await hashes.hash(secret)
    if (hash === 'overloaded') return refuse('overloaded')
    return transact(caller, (unit) =>
      answerOnce(unit.givenAnswers, once, now(), () =>
        addClient(dependencies, unit, { ...registration, settings }, hash),
      ),
    )
  }
}

export type SettledRegistration = ClientRegistration & { readonly settings: SettledSettings }

/** Within the transaction of whoever lets clients be registered. */
export async function addClient(
  { newXid, now }: Pick<Dependencies, 'newXid' | 'now'>,
  { realms, clients, record }: ClientUnit,
  { clientId, realm: realmName, settings, secret }: SettledRegistration,
  hash: SecretHash | null,
): Promise<Result<RegisteredClient, RegistrationRefused>> {
  const realm = await realms.find(realmName)
  if (!realm) return refuse('realm_unknown')
  const at = now()
  const client: Client = {
    ...settings,
    xid: newXid(),
    realmXid: realm.xid,
    clientId,
    isConfidential: settings.oauth.tokenEndpointAuthMethod !== 'none',
    createdAt: at,
    updatedAt: at,
    deactivatedAt: null,
  }
  if (!(await clients.add(client, hash))) return refuse('client_id_taken')
  await record({ action: 'client.registered', target: { type: 'client', xid: client.xid } })
  return accept({ client, secret })
}
