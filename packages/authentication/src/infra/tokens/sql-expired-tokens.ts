import type { Kysely } from 'kysely'
import type { Expired } from '../../app/sweep-expired.ts'
import type { AuthenticationTables } from '../tables.ts'

type ExpiredTokens = Pick<
  Expired,
  'removeAccessTokens' | 'removeRefreshTokens' | 'removeRevokedTokens' | 'removeSeenProofs'
>
type TokenTable = 'access_tokens' | 'refresh_tokens' | 'revoked_tokens' | 'seen_proofs'
type Deletion = { executeTakeFirst(): Promise<{ readonly numDeletedRows: bigint }> }

/** Found by the indexes on expires_at. */
export function sqlExpiredTokens(db: Kysely<AuthenticationTables>): ExpiredTokens {
  const overIn = async (table: TokenTable, now: number, limit: number) =>
    (
      await db
        .selectFrom(table)
        .select('xid')
        .where('expires_at', '<=', now as never)
        .limit(limit)
        .execute()
    ).map(({ xid }) => xid)
  const count = async (deletion: Deletion): Promise<number> =>
    Number((await deletion.executeTakeFirst()).numDeletedRows)

  return {
    async removeAccessTokens(now, limit) {
      const over = await overIn('access_tokens', now, limit)
      return over.length === 0 ? 0 : count(db.deleteFrom('access_tokens').where('xid', 'in', over))
    },

    async removeRefreshTokens(now, limit) {
      const over = await overIn('refresh_tokens', now, limit)
      return over.length === 0 ? 0 : count(db.deleteFrom('refresh_tokens').where('xid', 'in', over))
    },

    async removeRevokedTokens(now, limit) {
      const over = await overIn('revoked_tokens', now, limit)
      return over.length === 0 ? 0 : count(db.deleteFrom('revoked_tokens').where('xid', 'in', over))
    },

    async removeSeenProofs(now, limit) {
      const over = await overIn('seen_proofs', now, limit)
      return over.length === 0 ? 0 : count(db.deleteFrom('seen_proofs').where('xid', 'in', over))
    },
  }
}
