import { type Instant, later } from '@lgc/kernel'
import { isOne, unlessTaken } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { AttemptKey, SignInAttempts } from '../app/ports.ts'
import { type AttemptCount, countAttempt, forgottenInSeconds, lockOf } from '../domain/sign-in-attempts.ts'
import type { PersonTables } from './tables.ts'

const rounds = 200

/** Every guard stands in the WHERE clause, so the count is exact however many ask at once. */
export function sqlSignInAttempts(db: Kysely<PersonTables>): SignInAttempts {
  const find = async (key: AttemptKey): Promise<AttemptCount | undefined> => {
    const row = await db
      .selectFrom('sign_in_attempts')
      .select(['failed_attempts', 'locked_until', 'updated_at'])
      .where('identifier_hmac', '=', key)
      .executeTakeFirst()
    return row && { failed: row.failed_attempts, lockedUntil: row.locked_until, updatedAt: row.updated_at }
  }

  const insert = async (key: AttemptKey, count: AttemptCount): Promise<boolean> => {
    return unlessTaken(
      db
        .insertInto('sign_in_attempts')
        .values({ identifier_hmac: key, ...toRow(count) })
        .execute(),
    )
  }

  /** Does nothing when somebody else counted in between. */
  const update = async (key: AttemptKey, before: AttemptCount, after: AttemptCount): Promise<boolean> => {
    const result = await db
      .updateTable('sign_in_attempts')
      .set(toRow(after))
      .where('identifier_hmac', '=', key)
      .where('failed_attempts', '=', before.failed)
      .where('updated_at', '=', before.updatedAt)
      .executeTakeFirst()
    return isOne(result)
  }

  return {
    async take(key, now) {
      for (let round = 0; round < rounds; round++) {
        const before = await find(key)
        const lockedUntil = before && lockOf(before, now)
        if (lockedUntil) return { isLocked: true, lockedUntil }
        const after = countAttempt(before, now)
        const isTaken = before ? await update(key, before, after) : await insert(key, after)
        if (isTaken) return { isLocked: false, isLast: after.lockedUntil !== null }
        // Somebody else counted, or a success cleared the count, in between: look again.
      }
      throw new Error('The attempts at an identifier kept changing while one was taken')
    },

    async lockOf(key, now) {
      const count = await find(key)
      return count && lockOf(count, now)
    },

    async forget(key) {
      await db.deleteFrom('sign_in_attempts').where('identifier_hmac', '=', key).execute()
    },

    // The row stays: parallel inserts of one key would meet in a deadlock at every sign-in.
    async clear(key) {
      await db
        .updateTable('sign_in_attempts')
        .set({ failed_attempts: 0, locked_until: null })
        .where('identifier_hmac', '=', key)
        .execute()
    },

    forgetStale: (now, limit) => forgetStale(db, later(now, -forgottenInSeconds), limit),
  }
}

/** By the index on updated_at; looked at again in the statement that deletes. */
async function forgetStale(db: Kysely<PersonTables>, until: Instant, limit: number): Promise<number> {
  const stale = await db
    .selectFrom('sign_in_attempts')
    .select('identifier_hmac')
    .where('updated_at', '<=', until)
    .limit(limit)
    .execute()
  if (stale.length === 0) return 0
  const keys = stale.map((row) => row.identifier_hmac)
  const { numDeletedRows } = await db
    .deleteFrom('sign_in_attempts')
    .where('identifier_hmac', 'in', keys)
    .where('updated_at', '<=', until)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

function toRow({ failed, lockedUntil, updatedAt }: AttemptCount): {
  failed_attempts: number
  locked_until: Instant | null
  updated_at: Instant
} {
  return { failed_attempts: failed, locked_until: lockedUntil, updated_at: updatedAt }
}
