import { describe, expect, it } from 'vitest'
import { parseUserCode, showUserCode } from './user-code.ts'

describe('the code that people type in for a device', () => {
  it.each([
    ['BCDF-GHJK', 'BCDFGHJK'],
    ['bcdfghjk', 'BCDFGHJK'],
    [' bcdf ghjk ', 'BCDFGHJK'],
    ['BCDF-GHJ', undefined],
    ['BCDF-GHJKL', undefined],
    ['ACDF-GHJK', undefined],
    ['BCDF-GHJ1', undefined],
    ['ＢCDFGHJK', undefined],
    ['-'.repeat(65), undefined],
    ['', undefined],
  ])('%j is read as %j', (typed, code) => {
    expect(parseUserCode(typed)).toBe(code)
  })

  it('is shown in two halves', () => {
    expect(showUserCode('BCDFGHJK')).toBe('BCDF-GHJK')
  })
})
