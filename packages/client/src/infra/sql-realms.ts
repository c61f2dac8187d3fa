import { pageOf } from '@lgc/kernel'
import { unlessTaken } from '@lgc/sql'
import type { Kysely, Selectable } from 'kysely'
import type { ListRealms, Realm, Realms } from '../app/ports.ts'
import type { ClientTables } from './tables.ts'

export function sqlRealms(db: Kysely<ClientTables>): Realms {
  return {
    async find(name) {
      const row = await select(db).where('name', '=', name).executeTakeFirst()
      return row && fromRow(row)
    },

    async findByXid(xid) {
      const row = await select(db).where('xid', '=', xid).executeTakeFirst()
      return row && fromRow(row)
    },

    add: ({ xid, name, createdAt }) =>
      unlessTaken(db.insertInto('realms').values({ xid, name, created_at: createdAt }).execute()),

    rename: (xid, name) =>
      unlessTaken(db.updateTable('realms').set({ name }).where('xid', '=', xid).execute()),
  }
}

/** By the unique key on name. */
export function sqlRealmList(db: Kysely<ClientTables>): ListRealms {
  return async ({ limit, after }) => {
    let query = select(db)
    if (after) query = query.where('name', '>', after[0] ?? '')
    const rows = await query
      .orderBy('name')
      .limit(limit + 1)
      .execute()
    return pageOf(rows.map(fromRow), limit, ({ name }) => [name])
  }
}

function select(db: Kysely<ClientTables>) {
  return db.selectFrom('realms').select(['xid', 'name', 'created_at'])
}

function fromRow(row: Omit<Selectable<ClientTables['realms']>, 'id'>): Realm {
  return { xid: row.xid, name: row.name, createdAt: row.created_at }
}
