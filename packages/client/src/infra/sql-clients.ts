import { decodeList, encodeList, isUniqueViolation } from '@lgc/sql'
import type { Insertable, Kysely, Selectable, Updateable } from 'kysely'
import type { Clients } from '../app/ports.ts'
import type { Client, ClientSettings } from '../domain/client.ts'
import { clientIdForm } from '../domain/client-settings.ts'
import type { ClientTables } from './tables.ts'

type Row = ClientTables['clients']

const columns = [
  'clients.xid',
  'clients.client_id',
  'clients.name',
  'clients.client_secret',
  'clients.redirect_uris',
  'clients.post_logout_redirect_uris',
  'clients.allowed_scopes',
  'clients.requires_grant',
  'clients.is_first_party',
  'clients.code_lifetime_in_seconds',
  'clients.logo_uri',
  'clients.brand_color',
  'clients.created_at',
  'clients.updated_at',
  'clients.deactivated_at',
] as const

export function sqlClients(db: Kysely<ClientTables>): Clients {
  const select = () =>
    db
      .selectFrom('clients')
      .innerJoin('realms', 'realms.id', 'clients.realm_id')
      .select([...columns, 'realms.xid as realm_xid'])

  const save = async (xid: Client['xid'], change: Updateable<Row>): Promise<void> => {
    await db.updateTable('clients').set(change).where('xid', '=', xid).execute()
  }

  return {
    async find(clientId) {
      // Databases differ on what a stored ASCII key equals: one ignores trailing blanks and fails on other letters.
      if (!clientIdForm.test(clientId)) return undefined
      const row = await select().where('clients.client_id', '=', clientId).executeTakeFirst()
      return row && fromRow(row)
    },

    async list() {
      return (await select().orderBy('clients.client_id').execute()).map(fromRow)
    },

    async secretsOf(xid) {
      const row = await db
        .selectFrom('clients')
        .select(['client_secret', 'previous_client_secret', 'previous_secret_expires_at'])
        .where('xid', '=', xid)
        .executeTakeFirst()
      return {
        current: row?.client_secret ?? null,
        previous: row?.previous_client_secret ?? null,
        previousExpiresAt: row?.previous_secret_expires_at ?? null,
      }
    },

    async add(client, secretHash) {
      const realmId = db.selectFrom('realms').select('id').where('xid', '=', client.realmXid)
      const row = { ...toRow(client, secretHash), realm_id: realmId as never }
      try {
        await db.insertInto('clients').values(row).execute()
        return true
      } catch (error) {
        if (isUniqueViolation(error)) return false
        throw error
      }
    },

    saveSettings: (xid, settings, at) => save(xid, { ...settingsToRow(settings), updated_at: at }),

    async saveSecret(xid, secretHash, overlapEndsAt, at) {
      // Two statements: MySQL evaluates assignments in order and would keep the new secret as the previous one.
      await db
        .updateTable('clients')
        .set((eb) => ({
          previous_client_secret: eb.ref('client_secret'),
          previous_secret_expires_at: overlapEndsAt,
        }))
        .where('xid', '=', xid)
        .execute()
      await save(xid, { client_secret: secretHash, secret_rotated_at: at, updated_at: at })
    },

    saveDeactivation: (xid, deactivatedAt, at) =>
      save(xid, { deactivated_at: deactivatedAt, updated_at: at }),
  }
}

type Loaded = Pick<
  Selectable<Row>,
  (typeof columns)[number] extends `clients.${infer C}` ? C & keyof Row : never
> & {
  realm_xid: Client['realmXid']
}

function fromRow(row: Loaded): Client {
  return {
    xid: row.xid,
    realmXid: row.realm_xid,
    clientId: row.client_id,
    name: row.name,
    isConfidential: row.client_secret !== null,
    redirectUris: decodeList(row.redirect_uris),
    postLogoutRedirectUris: decodeList(row.post_logout_redirect_uris),
    allowedScopes: decodeList(row.allowed_scopes),
    requiresGrant: row.requires_grant === 1,
    isFirstParty: row.is_first_party === 1,
    codeLifetimeInSeconds: row.code_lifetime_in_seconds,
    logoUri: row.logo_uri,
    brandColor: row.brand_color,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deactivatedAt: row.deactivated_at,
  }
}

function settingsToRow(settings: ClientSettings): Pick<Insertable<Row>, keyof Row & SettingColumn> {
  return {
    name: settings.name,
    redirect_uris: encodeList(settings.redirectUris),
    post_logout_redirect_uris: encodeList(settings.postLogoutRedirectUris),
    allowed_scopes: encodeList(settings.allowedScopes),
    requires_grant: settings.requiresGrant ? 1 : 0,
    is_first_party: settings.isFirstParty ? 1 : 0,
    code_lifetime_in_seconds: settings.codeLifetimeInSeconds,
    logo_uri: settings.logoUri,
    brand_color: settings.brandColor,
  }
}

type SettingColumn =
  | 'name'
  | 'redirect_uris'
  | 'post_logout_redirect_uris'
  | 'allowed_scopes'
  | 'requires_grant'
  | 'is_first_party'
  | 'code_lifetime_in_seconds'
  | 'logo_uri'
  | 'brand_color'

function toRow(client: Client, secretHash: string | null): Omit<Insertable<Row>, 'realm_id'> {
  return {
    ...settingsToRow(client),
    xid: client.xid,
    client_id: client.clientId,
    client_secret: secretHash,
    previous_client_secret: null,
    previous_secret_expires_at: null,
    created_at: client.createdAt,
    updated_at: client.updatedAt,
    secret_rotated_at: null,
    deactivated_at: client.deactivatedAt,
  }
}
