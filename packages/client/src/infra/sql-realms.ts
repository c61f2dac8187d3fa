import { isUniqueViolation } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { Realms } from '../app/ports.ts'
import type { ClientTables } from './tables.ts'

export function sqlRealms(db: Kysely<ClientTables>): Realms {
  return {
    async find(name) {
      const row = await db
        .selectFrom('realms')
        .select(['xid', 'name', 'created_at'])
        .where('name', '=', name)
        .executeTakeFirst()
      return row && { xid: row.xid, name: row.name, createdAt: row.created_at }
    },

    async findByXid(xid) {
      const row = await db
        .selectFrom('realms')
        .select(['xid', 'name', 'created_at'])
        .where('xid', '=', xid)
        .executeTakeFirst()
      return row && { xid: row.xid, name: row.name, createdAt: row.created_at }
    },

    async add({ xid, name, createdAt }) {
      try {
        await db.insertInto('realms').values({ xid, name, created_at: createdAt }).execute()
        return true
      } catch (error) {
        if (isUniqueViolation(error)) return false
        throw error
      }
    },
  }
}
