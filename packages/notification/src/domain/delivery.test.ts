import { instant } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import { attemptLimitInSeconds, isWornOut, leaseInSeconds, maxAttempts, nextAttemptAt } from './delivery.ts'

const delay = (attempts: number, chance: number): number =>
  (nextAttemptAt(instant(0), attempts, chance) - 0) / 1000

describe('another attempt', () => {
  it.each([
    [1, 1, 10],
    [1, 0, 5],
    [2, 1, 20],
    [4, 1, 80],
    [30, 1, 3600],
    [30, 0, 1800],
  ])('after %i with chance %d comes %d seconds later', (attempts, chance, seconds) => {
    expect(delay(attempts, chance)).toBe(seconds)
  })

  it('is not made after the last', () => {
    expect(isWornOut(maxAttempts - 1)).toBe(false)
    expect(isWornOut(maxAttempts)).toBe(true)
  })

  it('ends before somebody else may take the message', () => {
    expect(attemptLimitInSeconds * 2).toBeLessThanOrEqual(leaseInSeconds)
  })
})
