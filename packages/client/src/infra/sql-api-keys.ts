import type { Instant, Xid } from '@lgc/kernel'
import { decodeList, encodeList, isOne, mergedLookup, unlessTaken } from '@lgc/sql'
import type { Kysely, Selectable } from 'kysely'
import type { ApiKeys } from '../app/ports.ts'
import type { ApiKey } from '../domain/api-key.ts'
import type { ClientTables } from './tables.ts'

type Row = ClientTables['api_keys']

const columns = [
  'api_keys.xid',
  'api_keys.key_hash',
  'api_keys.name',
  'api_keys.key_prefix',
  'api_keys.role',
  'api_keys.last_used_at',
  'api_keys.expires_at',
  'api_keys.revoked_at',
  'api_keys.created_at',
  'api_keys.allowed_networks',
  'clients.xid as client_xid',
  'clients.client_id as owner_client_id',
  'clients.deactivated_at as client_deactivated_at',
] as const

type Loaded = Omit<Selectable<Row>, 'id' | 'client_id'> & {
  client_xid: Xid
  owner_client_id: string
  client_deactivated_at: Instant | null
}

export function sqlApiKeys(db: Kysely<ClientTables>): ApiKeys {
  return {
    async add(key, digest) {
      const clientId = db.selectFrom('clients').select('id').where('xid', '=', key.clientXid)
      return unlessTaken(
        db
          .insertInto('api_keys')
          .values({ ...toRow(key, digest), client_id: clientId as never })
          .execute(),
      )
    },

    async listOf(clientXid) {
      const rows = await select(db).where('clients.xid', '=', clientXid).orderBy('api_keys.id').execute()
      return rows.map(fromRow)
    },

    async find(xid) {
      const row = await select(db).where('api_keys.xid', '=', xid).executeTakeFirst()
      return row && fromRow(row)
    },

    async findByDigest(digest) {
      const row = await select(db).where('api_keys.key_hash', '=', digest).executeTakeFirst()
      return row && fromRow(row)
    },

    async revoke(xid, at) {
      const result = await db
        .updateTable('api_keys')
        .set({ revoked_at: at })
        .where('xid', '=', xid)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      return isOne(result)
    },
  }
}

/** The key and whether its client is active: one indexed SELECT, asked on every call with a key. */
export function sqlKeyLookup(
  db: Kysely<ClientTables>,
): (digest: string) => Promise<{ key: ApiKey; isClientActive: boolean } | undefined> {
  const find = mergedLookup(db, {
    select: (digests: readonly string[]) => select(db).where('api_keys.key_hash', 'in', digests),
    keyOf: (row) => row.key_hash,
  })
  return async (digest) => {
    const row = await find(digest)
    return row && { key: fromRow(row), isClientActive: row.client_deactivated_at === null }
  }
}

/** Moves `last_used_at` forward; a slower request cannot move it back. */
export function sqlKeyUse(db: Kysely<ClientTables>, now: () => Instant): (key: ApiKey) => Promise<void> {
  return async ({ xid }) => {
    const at = now()
    await db
      .updateTable('api_keys')
      .set({ last_used_at: at })
      .where('xid', '=', xid)
      .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', at)]))
      .execute()
  }
}

function select(db: Kysely<ClientTables>) {
  return db.selectFrom('api_keys').innerJoin('clients', 'clients.id', 'api_keys.client_id').select(columns)
}

function fromRow(row: Loaded): ApiKey {
  return {
    xid: row.xid,
    clientXid: row.client_xid,
    clientId: row.owner_client_id,
    name: row.name,
    prefix: row.key_prefix,
    role: row.role,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    allowedNetworks: row.allowed_networks === null ? null : decodeList(row.allowed_networks),
  }
}

function toRow(key: ApiKey, digest: string): Omit<Selectable<Row>, 'id' | 'client_id'> {
  return {
    xid: key.xid,
    name: key.name,
    key_hash: digest,
    key_prefix: key.prefix,
    role: key.role,
    last_used_at: key.lastUsedAt,
    expires_at: key.expiresAt,
    revoked_at: key.revokedAt,
    created_at: key.createdAt,
    allowed_networks: key.allowedNetworks && encodeList(key.allowedNetworks),
  }
}
