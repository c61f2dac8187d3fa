import { later } from '@lgc/kernel'
import type { Kysely } from 'kysely'
import type { Expired } from '../../app/sweep-expired.ts'
import type { AuthenticationTables } from '../tables.ts'

const keptInSeconds = 86_400

/** Found by the index on expires_at. */
export function sqlExpiredDevices(
  db: Kysely<AuthenticationTables>,
): Pick<Expired, 'removeDeviceAuthorizations'> {
  return {
    async removeDeviceAuthorizations(now, limit) {
      const over = await db
        .selectFrom('device_authorizations')
        .select('xid')
        .where('expires_at', '<=', later(now, -keptInSeconds))
        .limit(limit)
        .execute()
      if (over.length === 0) return 0
      const xids = over.map(({ xid }) => xid)
      const deletion = db.deleteFrom('device_authorizations').where('xid', 'in', xids)
      return Number((await deletion.executeTakeFirst()).numDeletedRows)
    },
  }
}
