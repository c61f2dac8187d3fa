import { expect, it } from 'vitest'
import { csvRecord } from './csv.ts'

it.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "a"', '"say ""a"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['+81 90', "'+81 90"],
  ['-2', "'-2"],
  ['@sum', "'@sum"],
  ['\tcmd', "'\tcmd"],
  ['\rcmd', '"\'\rcmd"'],
  ['=a,"b"', '"\'=a,""b"""'],
  ['', ''],
  ['太郎', '太郎'],
])('writes %j as %j', (text, written) => {
  expect(csvRecord([text])).toBe(`${written}\r\n`)
})

it('leaves numbers alone and says nothing of what is not there', () => {
  expect(csvRecord([-1, null, 'x'])).toBe('-1,,x\r\n')
})
