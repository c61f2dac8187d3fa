import { type Xid, later } from '@lgc/kernel'
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely'
import type { Expired } from '../app/sweep-expired.ts'
import { idleLimitInSeconds } from '../domain/session.ts'
import { sqlExpiredNotices } from './logout/sql-expired-notices.ts'
import { sqlExpiredDevices } from './device/sql-expired-devices.ts'
import type { AuthenticationTables } from './tables.ts'
import { sqlExpiredTokens } from './tokens/sql-expired-tokens.ts'

const codesKeptInSeconds = 86_400
/** As long as the flow of a browser: it may answer only once, and so has to be known until then. */
const pushedRequestsKeptInSeconds = 3600

/**
 * Found by the indexes on expires_at, and on the idle limit and last_active_at; looked at again in the statement
 * that deletes. Sessions of a longer idle limit are few: they go when they are used, or at their end.
 */
export function sqlExpired(db: Kysely<AuthenticationTables>): Expired {
  type Over = (eb: ExpressionBuilder<AuthenticationTables, 'sessions'>) => Expression<SqlBool>

  const removeSessionsWhere = async (isOver: Over, limit: number): Promise<number> => {
    const over = await db.selectFrom('sessions').select('xid').where(isOver).limit(limit).execute()
    return removed(over, (xids) => db.deleteFrom('sessions').where('xid', 'in', xids).where(isOver))
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
      return removed(over, (xids) => db.deleteFrom('authorization_codes').where('xid', 'in', xids))
    },

    async removeLoginFlows(now, limit) {
      const over = await db
        .selectFrom('login_flows')
        .select('xid')
        .where('expires_at', '<=', now)
        .limit(limit)
        .execute()
      return removed(over, (xids) => db.deleteFrom('login_flows').where('xid', 'in', xids))
    },

    async removeProviderLogins(now, limit) {
      const over = await db
        .selectFrom('provider_logins')
        .select('xid')
        .where('expires_at', '<=', now)
        .limit(limit)
        .execute()
      return removed(over, (xids) => db.deleteFrom('provider_logins').where('xid', 'in', xids))
    },

    async removePushedRequests(now, limit) {
      const over = await db
        .selectFrom('pushed_requests')
        .select('xid')
        .where('expires_at', '<=', later(now, -pushedRequestsKeptInSeconds))
        .limit(limit)
        .execute()
      return removed(over, (xids) => db.deleteFrom('pushed_requests').where('xid', 'in', xids))
    },

    ...sqlExpiredDevices(db),
    ...sqlExpiredTokens(db),
    ...sqlExpiredNotices(db),
  }
}

type Deletion = { executeTakeFirst(): Promise<{ readonly numDeletedRows: bigint }> }

async function removed(
  over: readonly { readonly xid: Xid }[],
  deletion: (xids: readonly Xid[]) => Deletion,
): Promise<number> {
  if (over.length === 0) return 0
  const { numDeletedRows } = await deletion(over.map(({ xid }) => xid)).executeTakeFirst()
  return Number(numDeletedRows)
}
