import type { Xid } from '@lgc/kernel'
import { decodeList, encodeList, isOne, isUniqueViolation } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { Consents } from '../app/ports.ts'
import { covers, union } from '../domain/scopes.ts'
import { foreignKeys } from './foreign-keys.ts'
import type { AuthenticationTables } from './tables.ts'

type Extension = Parameters<Consents['extend']>[0]

const attempts = 20

export function sqlConsents(db: Kysely<AuthenticationTables>): Consents {
  const idOf = foreignKeys(db)

  /** By the unique key consent_records_pair. */
  const read = (personXid: Xid, clientXid: Xid) =>
    db
      .selectFrom('consent_records')
      .select(['xid', 'scopes', 'source'])
      .where('person_id', '=', idOf.person(personXid))
      .where('client_id', '=', idOf.client(clientXid))
      .executeTakeFirst()

  const insert = async (extension: Extension): Promise<boolean> => {
    const { xid, personXid, clientXid, scopes, source = 'user', at } = extension
    const row = {
      xid,
      person_id: idOf.person(personXid),
      client_id: idOf.client(clientXid),
      scopes: encodeList(scopes),
      source,
      created_at: at,
      updated_at: at,
    }
    try {
      await db.insertInto('consent_records').values(row).execute()
      return true
    } catch (error) {
      if (isUniqueViolation(error)) return false
      throw error
    }
  }

  /** Replaces the scopes if they are still what was read. */
  const replace = async (xid: Xid, read: string, scopes: readonly string[], at: Extension['at']) =>
    isOne(
      await db
        .updateTable('consent_records')
        .set({ scopes: encodeList(scopes), updated_at: at })
        .where('xid', '=', xid)
        .where('scopes', '=', read)
        .executeTakeFirst(),
    )

  return {
    async find(personXid, clientXid) {
      const row = await read(personXid, clientXid)
      return row && { scopes: decodeList(row.scopes), source: row.source }
    },

    async extend(extension) {
      const { personXid, clientXid, scopes, at } = extension
      for (let attempt = 0; attempt < attempts; attempt++) {
        const row = await read(personXid, clientXid)
        if (!row && (await insert(extension))) return
        if (!row) continue
        const before = decodeList(row.scopes)
        if (covers(before, scopes) || (await replace(row.xid, row.scopes, union(before, scopes), at))) return
      }
      throw new Error('A consent record kept changing while it was extended')
    },
  }
}
