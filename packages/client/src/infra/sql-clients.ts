import { pageOf } from '@lgc/kernel'
import { decodeList, encodeList, startsWith, unlessTaken } from '@lgc/sql'
import type {
  Expression,
  Insertable,
  Kysely,
  SelectQueryBuilder,
  Selectable,
  SqlBool,
  Updateable,
} from 'kysely'
import type { ClientSecrets, Clients, ListClients } from '../app/ports.ts'
import type { Client, SettledChange, SettledSettings } from '../domain/client.ts'
import { clientIdForm } from '../domain/client-settings.ts'
import { type OAuthSettings, defaultOAuthSettings } from '../domain/oauth-settings.ts'
import type { ClientTables } from './tables.ts'

/** A column of ASCII is not compared with anything else. */
const clientIdLetters = /^[A-Za-z0-9._-]+$/

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
  'clients.oauth_settings',
  'clients.created_at',
  'clients.updated_at',
  'clients.deactivated_at',
] as const

export function sqlClients(db: Kysely<ClientTables>): Clients {
  const save = async (xid: Client['xid'], change: Updateable<Row>): Promise<void> => {
    await db.updateTable('clients').set(change).where('xid', '=', xid).execute()
  }

  return {
    async find(clientId) {
      // Databases differ on what a stored ASCII key equals: one ignores trailing blanks and fails on other letters.
      if (!clientIdForm.test(clientId)) return undefined
      const row = await selectClients(db).where('clients.client_id', '=', clientId).executeTakeFirst()
      return row && clientFrom(row)
    },

    async findByXid(xid) {
      const row = await selectClients(db).where('clients.xid', '=', xid).executeTakeFirst()
      return row && clientFrom(row)
    },

    async list() {
      return (await selectClients(db).orderBy('clients.client_id').execute()).map(clientFrom)
    },

    async secretsOf(xid) {
      const row = await db
        .selectFrom('clients')
        .select(['client_secret', 'previous_client_secret', 'previous_secret_expires_at'])
        .where('xid', '=', xid)
        .executeTakeFirst()
      return secretsFrom(row)
    },

    async add(client, secretHash) {
      const realmId = db.selectFrom('realms').select('id').where('xid', '=', client.realmXid)
      const row = { ...toRow(client, secretHash), realm_id: realmId as never }
      return unlessTaken(db.insertInto('clients').values(row).execute())
    },

    saveSettings: (xid, change, at) => save(xid, { ...changeToRow(change), updated_at: at }),

    async hold(clientId) {
      if (!clientIdForm.test(clientId)) return
      await db
        .updateTable('clients')
        .set((eb) => ({ client_id: eb.ref('client_id') }))
        .where('client_id', '=', clientId)
        .execute()
    },

    dropSecrets: (xid) =>
      save(xid, { client_secret: null, previous_client_secret: null, previous_secret_expires_at: null }),

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

/** By the unique key on client_id. A realm has few clients, so a search may look at each. */
export function sqlClientList(db: Kysely<ClientTables>): ListClients {
  return async ({ realmXid, beginning, includesInactive }, { limit, after }) => {
    let query = selectClients(db).where('realms.xid', '=', realmXid)
    if (!includesInactive) query = query.where('clients.deactivated_at', 'is', null)
    if (beginning !== null) query = query.where((eb) => eb.or(isNamed(beginning)))
    if (after) query = query.where('clients.client_id', '>', after[0] ?? '')
    const rows = await query
      .orderBy('clients.client_id')
      .limit(limit + 1)
      .execute()
    return pageOf(rows.map(clientFrom), limit, ({ clientId }) => [clientId])
  }
}

function isNamed(beginning: string): readonly Expression<SqlBool>[] {
  const byName = startsWith('clients.name', beginning)
  return clientIdLetters.test(beginning)
    ? [byName, startsWith('clients.client_id', beginning, 'ascii')]
    : [byName]
}

type SelectClients = SelectQueryBuilder<ClientTables, 'clients' | 'realms', Loaded>

/** Clients with their realm. */
export function selectClients(db: Kysely<ClientTables>): SelectClients {
  return db
    .selectFrom('clients')
    .innerJoin('realms', 'realms.id', 'clients.realm_id')
    .select([...columns, 'realms.xid as realm_xid'])
}

type Loaded = Pick<
  Selectable<Row>,
  (typeof columns)[number] extends `clients.${infer C}` ? C & keyof Row : never
> & {
  realm_xid: Client['realmXid']
}

type LoadedSecrets = Pick<
  Selectable<Row>,
  'client_secret' | 'previous_client_secret' | 'previous_secret_expires_at'
>

export function secretsFrom(row: LoadedSecrets | undefined): ClientSecrets {
  return {
    current: row?.client_secret ?? null,
    previous: row?.previous_client_secret ?? null,
    previousExpiresAt: row?.previous_secret_expires_at ?? null,
  }
}

export function clientFrom(row: Loaded): Client {
  const oauth = decodeOAuthSettings(row.oauth_settings, row.client_secret !== null)
  return {
    xid: row.xid,
    realmXid: row.realm_xid,
    clientId: row.client_id,
    name: row.name,
    isConfidential: oauth.tokenEndpointAuthMethod !== 'none',
    redirectUris: decodeList(row.redirect_uris),
    postLogoutRedirectUris: decodeList(row.post_logout_redirect_uris),
    allowedScopes: decodeList(row.allowed_scopes),
    requiresGrant: row.requires_grant === 1,
    isFirstParty: row.is_first_party === 1,
    codeLifetimeInSeconds: row.code_lifetime_in_seconds,
    logoUri: row.logo_uri,
    brandColor: row.brand_color,
    oauth,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deactivatedAt: row.deactivated_at,
  }
}

function settingsToRow(settings: SettledSettings): Pick<Insertable<Row>, SettingColumn | 'oauth_settings'> {
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
    oauth_settings: JSON.stringify(settings.oauth),
  }
}

/** What is not named is undefined, and kysely leaves such columns out. */
function changeToRow(change: SettledChange): Updateable<Row> {
  const bit = (is: boolean | undefined): 0 | 1 | undefined => (is === undefined ? undefined : is ? 1 : 0)
  const list = (texts: readonly string[] | undefined): string | undefined => texts && encodeList(texts)
  return {
    name: change.name,
    redirect_uris: list(change.redirectUris),
    post_logout_redirect_uris: list(change.postLogoutRedirectUris),
    allowed_scopes: list(change.allowedScopes),
    requires_grant: bit(change.requiresGrant),
    is_first_party: bit(change.isFirstParty),
    code_lifetime_in_seconds: change.codeLifetimeInSeconds,
    logo_uri: change.logoUri,
    brand_color: change.brandColor,
    oauth_settings: change.oauth && JSON.stringify(change.oauth),
  }
}

/** What was not yet known when it was written has its default. */
function decodeOAuthSettings(text: string | null, hasSecret: boolean): OAuthSettings {
  const kept = text === null ? {} : (JSON.parse(text) as Partial<OAuthSettings>)
  return { ...defaultOAuthSettings(hasSecret), ...kept }
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
