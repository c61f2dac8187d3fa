import { type Instant, later } from '@lgc/kernel'

/**
 * Wrong passwords in a row, counted per identifier whether or not anybody has it: the lock of an unknown
 * identifier looks like the lock of a known one.
 */
const attemptsUntilLock = 10
/** Nobody may be wrong more often in a row; after that only a day without attempts, or a success, helps. */
const attemptsUntilStop = 100
const lockInSeconds = 15 * 60
/** After this long without an attempt the count begins again. */
export const forgottenInSeconds = 86_400

/** How often somebody was wrong in a row, and what follows from it. */
export type AttemptCount = {
  readonly failed: number
  readonly lockedUntil: Instant | null
  readonly updatedAt: Instant
}

/**
 * An attempt is taken before the password is looked at, so that parallel guesses are counted too. The last
 * one locks at once; should it be right after all, the lock is cleared again.
 */
export type AttemptTaken =
  | { readonly isLocked: false; readonly isLast: boolean }
  | { readonly isLocked: true; readonly lockedUntil: Instant }

/** Until when nobody may try, if so. A full stop is told as a lock, which begins anew whenever it is met. */
export function lockOf(count: AttemptCount, now: Instant): Instant | undefined {
  if (count.lockedUntil !== null && count.lockedUntil > now) return count.lockedUntil
  const isStopped = count.failed >= attemptsUntilStop && !isForgotten(count, now)
  return isStopped ? later(now, lockInSeconds) : undefined
}

/** One attempt more. Every tenth locks. */
export function countAttempt(before: AttemptCount | undefined, now: Instant): AttemptCount {
  const failed = (before && !isForgotten(before, now) ? before.failed : 0) + 1
  const isLast = failed % attemptsUntilLock === 0
  return { failed, lockedUntil: isLast ? later(now, lockInSeconds) : null, updatedAt: now }
}

function isForgotten({ updatedAt }: AttemptCount, now: Instant): boolean {
  return now >= later(updatedAt, forgottenInSeconds)
}
