import { instant } from '@lgc/kernel'
import { expect, it } from 'vitest'
import { nextAttemptAfter } from './logout-notice.ts'

const now = instant(1_800_000_000_000)
const delayAfter = (attempts: number, chance: number): number | null => {
  const at = nextAttemptAfter(attempts, now, chance)
  return at === null ? null : (at - now) / 1000
}

it.each([
  [1, 0, 5],
  [1, 1, 10],
  [2, 1, 20],
  [7, 1, 640],
  [8, 1, null],
  [9, 0, null],
])('after %i attempts, with a chance of %d, the next is %s seconds away', (attempts, chance, seconds) => {
  expect(delayAfter(attempts, chance)).toBe(seconds)
})
