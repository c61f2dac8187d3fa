import { isOne } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { Registrations } from '../app/ports.ts'
import type { ClientTables } from './tables.ts'

export function sqlRegistrations(db: Kysely<ClientTables>): Registrations {
  return {
    async addToken({ xid, realmXid, digest, uses, createdAt, expiresAt }) {
      const row = {
        xid,
        realm_id: db.selectFrom('realms').select('id').where('xid', '=', realmXid) as never,
        token_hash: digest,
        uses_left: uses,
        created_at: createdAt,
        expires_at: expiresAt,
      }
      await db.insertInto('registration_tokens').values(row).execute()
    },

    /** By the unique key on token_hash. */
    async findToken(digest, now) {
      const row = await db
        .selectFrom('registration_tokens as tokens')
        .innerJoin('realms', 'realms.id', 'tokens.realm_id')
        .select(['tokens.xid', 'realms.name as realm'])
        .where('tokens.token_hash', '=', digest)
        .where('tokens.uses_left', '>', 0)
        .where('tokens.expires_at', '>', now)
        .executeTakeFirst()
      return row
    },

    async spendToken(xid) {
      const result = await db
        .updateTable('registration_tokens')
        .set((eb) => ({ uses_left: eb('uses_left', '-', 1) }))
        .where('xid', '=', xid)
        .where('uses_left', '>', 0)
        .executeTakeFirst()
      return isOne(result)
    },

    async bind(clientXid, digest) {
      await db
        .updateTable('clients')
        .set({ registration_hash: digest })
        .where('xid', '=', clientXid)
        .execute()
    },

    async isBound(clientXid, digest) {
      const row = await db
        .selectFrom('clients')
        .select('xid')
        .where('xid', '=', clientXid)
        .where('registration_hash', '=', digest)
        .where('deactivated_at', 'is', null)
        .executeTakeFirst()
      return row !== undefined
    },
  }
}
