import { expect, it } from 'vitest'
import { retryAfterOf } from './retry-after-of.ts'

const now = Date.parse('Thu, 01 Jan 2026 00:00:00 GMT')

it.each([
  ['5', 5],
  ['0', 0],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 30],
  ['Wed, 31 Dec 2025 23:59:30 GMT', 0],
  ['soon', undefined],
  ['', undefined],
])('reads the Retry-After %j as %s seconds', (value, seconds) => {
  expect(retryAfterOf(new Headers({ 'Retry-After': value }), now)).toBe(seconds)
})

it('makes no hint up', () => {
  expect(retryAfterOf(new Headers(), now)).toBeUndefined()
})
