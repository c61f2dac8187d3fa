import { type Instant, instant, later } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import { type AttemptCount, countAttempt, lockOf } from './sign-in-attempts.ts'

const now: Instant = instant(1_800_000_000_000)
const quarter = 15 * 60
const day = 86_400

function count(failed: number, lockedUntil: Instant | null = null): AttemptCount {
  return { failed, lockedUntil, updatedAt: now }
}

describe('wrong passwords in a row', () => {
  it.each([
    ['the first', undefined, 1, null],
    ['the ninth', count(8), 9, null],
    ['the tenth locks', count(9), 10, later(now, quarter)],
    ['the eleventh, after the lock', count(10, now), 11, null],
    ['the twentieth locks again', count(19), 20, later(now, quarter)],
    ['the hundredth', count(99), 100, later(now, quarter)],
  ])('%s', (_, before, failed, lockedUntil) => {
    expect(countAttempt(before, now)).toEqual({ failed, lockedUntil, updatedAt: now })
  })

  it('begins again a day after the last', () => {
    expect(countAttempt(count(57), later(now, day - 1)).failed).toBe(58)
    expect(countAttempt(count(57), later(now, day)).failed).toBe(1)
  })

  it.each([
    ['few', count(5), now, undefined],
    ['a lock that lasts', count(10, later(now, 5)), now, later(now, 5)],
    ['a lock that has ended', count(10, now), now, undefined],
    ['the full stop', count(100, now), now, later(now, quarter)],
    ['the full stop, hours later', count(100, now), later(now, 7200), later(now, 7200 + quarter)],
    ['the full stop, a day later', count(100, now), later(now, day), undefined],
  ])('%s: nobody may try until …', (_, counted, at, until) => {
    expect(lockOf(counted, at)).toBe(until)
  })
})
