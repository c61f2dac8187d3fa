import type { Kysely } from 'kysely'
import type { Issued } from '../app/end-issued-before.ts'
import type { NoteEnded } from '../app/logout/ports.ts'
import { endSessionsOn } from './ended-sessions.ts'
import type { AuthenticationTables } from './tables.ts'

/** Looks through whole tables: it is asked for once, after a restore, and no index is worth that. */
export function sqlIssued(db: Kysely<AuthenticationTables>, noteEnded: NoteEnded): Issued {
  const endWhere = endSessionsOn(db, noteEnded)
  return {
    async removeSessions(before, limit) {
      const old = db.selectFrom('sessions').select('xid').where('created_at', '<', before).limit(limit)
      const xids = xidsOf(await old.execute())
      return xids.length === 0 ? 0 : endWhere((eb) => eb('xid', 'in', xids))
    },

    async removeCodes(before, limit) {
      const old = db
        .selectFrom('authorization_codes')
        .select('xid')
        .where('created_at', '<', before)
        .limit(limit)
      const xids = xidsOf(await old.execute())
      if (xids.length === 0) return 0
      const { numDeletedRows } = await db
        .deleteFrom('authorization_codes')
        .where('xid', 'in', xids)
        .executeTakeFirst()
      return Number(numDeletedRows)
    },

    async removeLoginFlows(before, limit) {
      const old = db.selectFrom('login_flows').select('xid').where('created_at', '<', before).limit(limit)
      const xids = xidsOf(await old.execute())
      if (xids.length === 0) return 0
      const { numDeletedRows } = await db
        .deleteFrom('login_flows')
        .where('xid', 'in', xids)
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}

function xidsOf<T>(rows: readonly { readonly xid: T }[]): T[] {
  return rows.map(({ xid }) => xid)
}
