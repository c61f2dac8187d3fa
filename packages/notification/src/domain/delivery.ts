import { type Instant, later } from '@lgc/kernel'
import type { SettledState } from './message.ts'

export const maxAttempts = 8

/** How long a process that took a message has for it, until another may take it again. */
export const leaseInSeconds = 120

/** What one attempt may take; well under the lease, so that two processes never send the same at once. */
export const attemptLimitInSeconds = 60

const dayInSeconds = 24 * 60 * 60

/**
 * How long a message is kept after it was settled; it names people. One that was sent, for longer than the
 * send limits look back; one that was parked, for as long as somebody may want to know why.
 */
export const keptInSeconds: Readonly<Record<SettledState, number>> = {
  sent: 7 * dayInSeconds,
  parked: 30 * dayInSeconds,
}

const firstDelayInSeconds = 10
const longestDelayInSeconds = 3600

/**
 * When to try again after so many attempts: twice as late each time, within an hour, and spread by `chance`
 * (0 to 1) so that what failed together does not come back together.
 */
export function nextAttemptAt(now: Instant, attempts: number, chance: number): Instant {
  const delay = Math.min(longestDelayInSeconds, firstDelayInSeconds * 2 ** (attempts - 1))
  return later(now, Math.round(delay * (0.5 + chance / 2)))
}

export function isWornOut(attempts: number): boolean {
  return attempts >= maxAttempts
}
