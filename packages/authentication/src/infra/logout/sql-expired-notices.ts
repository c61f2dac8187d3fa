import { later } from '@lgc/kernel'
import type { Kysely } from 'kysely'
import type { Expired } from '../../app/sweep-expired.ts'
import { noticesKeptInSeconds } from '../../domain/logout/logout-notice.ts'
import type { AuthenticationTables } from '../tables.ts'

/** By the index logout_notices_by_due: a notice that is settled keeps the end of its last lease. */
export function sqlExpiredNotices(db: Kysely<AuthenticationTables>): Pick<Expired, 'removeLogoutNotices'> {
  return {
    async removeLogoutNotices(now, limit) {
      const { sent, parked } = noticesKeptInSeconds
      const over = await db
        .selectFrom('logout_notices')
        .select('xid')
        .where(({ eb, or, and }) =>
          or([
            and([eb('state', '=', 'sent'), eb('next_attempt_at', '<=', later(now, -sent))]),
            and([eb('state', '=', 'parked'), eb('next_attempt_at', '<=', later(now, -parked))]),
          ]),
        )
        .limit(limit)
        .execute()
      if (over.length === 0) return 0
      const { numDeletedRows } = await db
        .deleteFrom('logout_notices')
        .where(
          'xid',
          'in',
          over.map(({ xid }) => xid),
        )
        .where('state', 'in', ['sent', 'parked'])
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}
