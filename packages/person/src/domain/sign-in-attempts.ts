import { type Instant, later } from '@lgc/kernel'

/**
 * Wrong passwords in a row, counted per identifier whether or not anybody has it: the lock of an unknown
 * identifier looks like the lock of a known one.
 */
export const attemptsUntilLock = 10
const lockInSeconds = 15 * 60

export function lockEnd(now: Instant): Instant {
  return later(now, lockInSeconds)
}

/**
 * An attempt is taken before the password is looked at, so that parallel guesses are counted too. The last
 * one locks at once; should it be right after all, the lock is cleared again.
 */
export type AttemptTaken =
  | { readonly isLocked: false; readonly isLast: boolean }
  | { readonly isLocked: true; readonly lockedUntil: Instant }
