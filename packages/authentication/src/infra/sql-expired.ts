import { later } from '@lgc/kernel'
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely'
import type { Expired } from '../app/sweep-expired.ts'
import { idleLimitInSeconds } from '../domain/session.ts'
import type { AuthenticationTables } from './tables.ts'

const codesKeptInSeconds = 86_400

/**
 * Found by the indexes on expires_at, and on the idle limit and last_active_at; looked at again in the statement
 * that deletes. Sessions of a longer idle limit are few: they go when they are used, or at their end.
 */
export function sqlExpired(db: Kysely<AuthenticationTables>): Expired {
  type Over = (eb: ExpressionBuilder<AuthenticationTables, 'sessions'>) => Expression<SqlBool>

  const removeSessionsWhere = async (isOver: Over, limit: number): Promise<number> => {
    const over = await db.selectFrom('sessions').select('xid').where(isOver).limit(limit).execute()
    if (over.length === 0) return 0
    const { numDeletedRows } = await db
      .deleteFrom('sessions')
      .where('xid', 'in', xidsOf(over))
      .where(isOver)
      .executeTakeFirst()
    return Number(numDeletedRows)
  }

  return {
    async removeSessions(now, limit) {
      const ended = await removeSessionsWhere((eb) => eb('expires_at', '<=', now), limit)
      if (ended === limit) return ended
      const idleSince = later(now, -idleLimitInSeconds)
      const isIdle: Over = (eb) =>
        eb.and([eb('idle_limit_in_seconds', '=', idleLimitInSeconds), eb('last_active_at', '<=', idleSince)])
      return ended + (await removeSessionsWhere(isIdle, limit - ended))
    },

    async removeCodes(now, limit) {
      const until = later(now, -codesKeptInSeconds)
      const over = await db
        .selectFrom('authorization_codes')
        .select('xid')
        .where('expires_at', '<=', until)
        .limit(limit)
        .execute()
      if (over.length === 0) return 0
      const { numDeletedRows } = await db
        .deleteFrom('authorization_codes')
        .where('xid', 'in', xidsOf(over))
        .executeTakeFirst()
      return Number(numDeletedRows)
    },

    async removeLoginFlows(now, limit) {
      const over = await db
        .selectFrom('login_flows')
        .select('xid')
        .where('expires_at', '<=', now)
        .limit(limit)
        .execute()
      if (over.length === 0) return 0
      const { numDeletedRows } = await db
        .deleteFrom('login_flows')
        .where('xid', 'in', xidsOf(over))
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}

function xidsOf<T>(rows: readonly { readonly xid: T }[]): T[] {
  return rows.map(({ xid }) => xid)
}
