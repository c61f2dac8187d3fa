import { expect, it } from 'vitest'
import { clockFinding } from './clock-finding.ts'

it.each([
  ['the same second', 0, 'ok'],
  ['five seconds ahead', 5, 'ok'],
  ['six seconds ahead', 6, 'warning'],
  ['six seconds behind', -6, 'warning'],
])('finds a clock %s', (_, secondsAhead, level) => {
  expect(clockFinding(1_800_000_000 + secondsAhead, 1_800_000_000_000).level).toBe(level)
})
