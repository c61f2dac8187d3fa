import { instant } from '@lgc/kernel'
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely'
import type { NoteEnded } from '../app/logout/ports.ts'
import type { EndedSession } from '../domain/logout/logout-notice.ts'
import type { AuthenticationTables } from './tables.ts'

/** Which sessions. */
export type Which = (eb: ExpressionBuilder<AuthenticationTables, 'sessions'>) => Expression<SqlBool>

/** Ends sessions; tells how many. */
export type EndSessions = (which: Which) => Promise<number>

/**
 * The one way in which sessions end before their time, whatever the reason, so that none ends unnoted. App sessions
 * are written to before they are read: the write waits for sessions that are just being opened, and of two that end
 * the same session one finds it.
 */
export function endSessionsOn(db: Kysely<AuthenticationTables>, noteEnded: NoteEnded): EndSessions {
  return async (which) => {
    const held = await db
      .updateTable('sessions')
      .set((eb) => ({ auth_time: eb('auth_time', '+', instant(1)) }))
      .where('client_id', 'is not', null)
      .where(which)
      .executeTakeFirst()
    if (held.numUpdatedRows > 0n) await noteEnded(await appSessions(db, which))
    return Number((await db.deleteFrom('sessions').where(which).executeTakeFirst()).numDeletedRows)
  }
}

export async function appSessions(
  db: Kysely<AuthenticationTables>,
  which: Which,
): Promise<readonly EndedSession[]> {
  const rows = await db
    .selectFrom('sessions')
    .innerJoin('persons', 'persons.id', 'sessions.person_id')
    .innerJoin('clients', 'clients.id', 'sessions.client_id')
    .select(['sessions.xid', 'persons.xid as person_xid', 'clients.client_id as public_client_id'])
    .where('sessions.id', 'in', db.selectFrom('sessions').select('id').where(which))
    .execute()
  return rows.map((row) => ({
    sessionXid: row.xid,
    personXid: row.person_xid,
    clientId: row.public_client_id,
  }))
}
