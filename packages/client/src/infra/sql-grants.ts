import { type Xid, pageOf } from '@lgc/kernel'
import { isMissingReference, isOne, unlessTaken } from '@lgc/sql'
import type { Kysely, Selectable } from 'kysely'
import type { Grants, ListGrants } from '../app/ports.ts'
import type { Grant } from '../domain/grant.ts'
import type { ClientTables } from './tables.ts'

type Loaded = Pick<
  Selectable<ClientTables['person_app_grants']>,
  'xid' | 'access_level' | 'granted_by' | 'created_at' | 'updated_at' | 'revoked_at'
> & { person_xid: Xid; client_xid: Xid; public_client_id: string }

export function sqlGrants(db: Kysely<ClientTables>): Grants {
  return {
    async findNewest(personXid, clientXid) {
      const row = await select(db)
        .where('persons.xid', '=', personXid)
        .where('clients.xid', '=', clientXid)
        .orderBy('person_app_grants.is_active', 'desc')
        .orderBy('person_app_grants.id', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && fromRow(row)
    },

    async find(xid) {
      const row = await select(db).where('person_app_grants.xid', '=', xid).executeTakeFirst()
      return row && fromRow(row)
    },

    async add(grant) {
      const row = {
        xid: grant.xid,
        person_id: db.selectFrom('persons').select('id').where('xid', '=', grant.personXid) as never,
        client_id: db.selectFrom('clients').select('id').where('xid', '=', grant.clientXid) as never,
        access_level: grant.accessLevel,
        granted_by: grant.grantedBy,
        created_at: grant.createdAt,
        updated_at: grant.updatedAt,
        revoked_at: null,
        revoked_by: null,
        is_active: 1 as const,
      }
      const inserted = unlessTaken(db.insertInto('person_app_grants').values(row).execute())
      return inserted.catch((error: unknown) => {
        if (isMissingReference(error)) return false
        throw error
      })
    },

    async saveLevel(xid, accessLevel, at) {
      const result = await db
        .updateTable('person_app_grants')
        .set({ access_level: accessLevel, updated_at: at })
        .where('xid', '=', xid)
        .where('is_active', '=', 1)
        .executeTakeFirst()
      return isOne(result)
    },

    async revoke(xid, by, at) {
      const result = await db
        .updateTable('person_app_grants')
        .set({ revoked_at: at, revoked_by: by, is_active: null, updated_at: at })
        .where('xid', '=', xid)
        .where('is_active', '=', 1)
        .executeTakeFirst()
      return isOne(result)
    },
  }
}

/**
 * By the index grants_list_of_person, grants_list_of_client or grants_active_of_client, of which a page is cut
 * before a row is read: far into a list both databases find their place by keys alone.
 */
export function sqlGrantList(db: Kysely<ClientTables>): ListGrants {
  return async ({ of, includesRevoked }, { limit, after }) => {
    let keys = db.selectFrom('person_app_grants').select('id')
    if ('personXid' in of) keys = keys.where('person_id', '=', idOf(db, 'persons', of.personXid))
    else keys = keys.where('client_id', '=', idOf(db, 'clients', of.clientXid))
    if (!includesRevoked) keys = keys.where('is_active', '=', 1)
    if (after) keys = keys.where('xid', '<', (after[0] ?? '') as Xid)
    const near = keys
      .orderBy('xid', 'desc')
      .limit(limit + 1)
      .as('near')
    const rows = await select(db)
      .innerJoin(near, 'near.id', 'person_app_grants.id')
      .orderBy('person_app_grants.xid', 'desc')
      .execute()
    return pageOf(rows.map(fromRow), limit, ({ xid }) => [xid])
  }
}

function idOf(db: Kysely<ClientTables>, table: 'persons' | 'clients', xid: Xid) {
  return db.selectFrom(table).select('id').where('xid', '=', xid)
}

function select(db: Kysely<ClientTables>) {
  return db
    .selectFrom('person_app_grants')
    .innerJoin('persons', 'persons.id', 'person_app_grants.person_id')
    .innerJoin('clients', 'clients.id', 'person_app_grants.client_id')
    .select([
      'person_app_grants.xid',
      'person_app_grants.access_level',
      'person_app_grants.granted_by',
      'person_app_grants.created_at',
      'person_app_grants.updated_at',
      'person_app_grants.revoked_at',
      'persons.xid as person_xid',
      'clients.xid as client_xid',
      'clients.client_id as public_client_id',
    ])
}

function fromRow(row: Loaded): Grant {
  return {
    xid: row.xid,
    personXid: row.person_xid,
    clientXid: row.client_xid,
    clientId: row.public_client_id,
    accessLevel: row.access_level,
    grantedBy: row.granted_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    revokedAt: row.revoked_at,
  }
}
