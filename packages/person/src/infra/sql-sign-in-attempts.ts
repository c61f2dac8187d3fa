import type { Instant } from '@lgc/kernel'
import { isOne, isUniqueViolation } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { AttemptKey, SignInAttempts } from '../app/ports.ts'
import { type AttemptTaken, attemptsUntilLock, lockEnd } from '../domain/sign-in-attempts.ts'
import type { PersonTables } from './tables.ts'

const rounds = 20

/** Every guard stands in the WHERE clause, so the count is exact however many ask at once. */
export function sqlSignInAttempts(db: Kysely<PersonTables>): SignInAttempts {
  const stateOf = (key: AttemptKey) =>
    db
      .selectFrom('sign_in_attempts')
      .select('locked_until')
      .where('identifier_hmac', '=', key)
      .executeTakeFirst()

  const increment = async (key: AttemptKey, now: Instant): Promise<boolean> => {
    const result = await db
      .updateTable('sign_in_attempts')
      .set((eb) => ({ failed_attempts: eb('failed_attempts', '+', 1), updated_at: now }))
      .where('identifier_hmac', '=', key)
      .where('failed_attempts', '<', attemptsUntilLock)
      .executeTakeFirst()
    return isOne(result)
  }

  const unlock = async (key: AttemptKey, now: Instant): Promise<void> => {
    await db
      .updateTable('sign_in_attempts')
      .set({ failed_attempts: 0, locked_until: null, updated_at: now })
      .where('identifier_hmac', '=', key)
      .where('locked_until', '<=', now)
      .execute()
  }

  const lockAtLimit = async (key: AttemptKey, until: Instant): Promise<boolean> => {
    const result = await db
      .updateTable('sign_in_attempts')
      .set({ locked_until: until })
      .where('identifier_hmac', '=', key)
      .where('failed_attempts', '>=', attemptsUntilLock)
      .where('locked_until', 'is', null)
      .executeTakeFirst()
    return isOne(result)
  }

  return {
    async take(key, now): Promise<AttemptTaken> {
      for (let round = 0; round < rounds; round++) {
        const before = await stateOf(key)
        if (before?.locked_until && before.locked_until <= now) await unlock(key, now)
        const isTaken = (!before && (await insertFirst(db, key, now))) || (await increment(key, now))
        if (isTaken) return { isLocked: false, isLast: await lockAtLimit(key, lockEnd(now)) }
        const after = await stateOf(key)
        if (after?.locked_until) return { isLocked: true, lockedUntil: after.locked_until }
        // A success elsewhere cleared the count in between: begin again.
      }
      throw new Error('The attempts at an identifier kept being cleared while one was taken')
    },

    // The row stays: parallel inserts of one key would meet in a deadlock at every sign-in.
    async clear(key) {
      await db
        .updateTable('sign_in_attempts')
        .set({ failed_attempts: 0, locked_until: null })
        .where('identifier_hmac', '=', key)
        .execute()
    },
  }
}

async function insertFirst(db: Kysely<PersonTables>, key: AttemptKey, now: Instant): Promise<boolean> {
  const row = { identifier_hmac: key, failed_attempts: 1, locked_until: null, updated_at: now }
  try {
    await db.insertInto('sign_in_attempts').values(row).execute()
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}
