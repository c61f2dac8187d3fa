import { expect, it } from 'vitest'
import { hotStatements } from './hot-statements.ts'

const fiftyTimes = Array.from({ length: 50 }, (_, time) => time)

it('a statement is hot when it was sent fifty times, whatever its values were', () => {
  const isHot = hotStatements()
  expect(fiftyTimes.map((time) => isHot('select ?', [time]))).not.toContain(true)
  expect([isHot('select ?', [1]), isHot('select ?, ?', [1, 2])]).toEqual([true, false])
})

it('one without values is not, nor one with very many', () => {
  const isHot = hotStatements()
  const many = Array.from({ length: 201 }, () => 1)
  for (const _ of fiftyTimes) isHot('commit', [])
  for (const _ of fiftyTimes) isHot('insert', many)
  expect([isHot('commit', []), isHot('insert', many)]).toEqual([false, false])
})

it('those that are sent once push nobody out for good, and take no memory without end', () => {
  const isHot = hotStatements()
  for (let one = 0; one < 100_000; one++) isHot(`select ${one} where a = ?`, [one])
  for (const time of fiftyTimes) isHot('select ?', [time])
  expect(isHot('select ?', [1])).toBe(true)
})
