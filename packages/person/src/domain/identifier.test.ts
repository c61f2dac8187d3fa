import { describe, expect, it } from 'vitest'
import { parsePhoneNumber } from '../infra/phone-numbers.ts'
import { parseIdentifier } from './identifier.ts'

const parse = (typed: string): unknown => {
  const parsed = parseIdentifier(typed, parsePhoneNumber('JP'))
  return parsed.ok ? [parsed.value.type, parsed.value.identifier] : parsed.refusal
}

describe('an identifier', () => {
  it.each([
    ['Mike@Example.COM', 'email', 'mike@example.com'],
    ['  mike@example.com\u00a0', 'email', 'mike@example.com'],
    ['mike+tag@example.com', 'email', 'mike+tag@example.com'],
    ['ｍｉｋｅ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'email', 'mike@example.com'],
    ['mike@bücher.example', 'email', 'mike@xn--bcher-kva.example'],
    ['mike@BU\u0308CHER.example', 'email', 'mike@xn--bcher-kva.example'],
    ['090-1234-5678', 'sms', '+819012345678'],
    ['０９０－１２３４－５６７８', 'sms', '+819012345678'],
    ['+81 90 1234 5678', 'sms', '+819012345678'],
    ['+81 (0)90-1234-5678', 'sms', '+819012345678'],
    ['+1 212 555 0123', 'sms', '+12125550123'],
    ['acme-1001', 'company_code', 'ACME-1001'],
    ['ACME:1001', 'company_code', 'ACME-1001'],
    ['ＡＣＭＥ－１００１', 'company_code', 'ACME-1001'],
    ['a1:emp.b_2', 'company_code', 'A1-EMP.B_2'],
  ])('%j is the %s %j', (typed, type, canonical) => {
    expect(parse(typed)).toEqual([type, canonical])
  })

  it.each([
    '',
    ' ',
    'mike',
    '@example.com',
    'mike@',
    'mike@example',
    'mike@@example.com',
    'a@x.example,b@y.example',
    'mike@example.com@evil.example',
    'mıke@example.com',
    'mİke@example.com',
    'mïke@example.com',
    'stra\u00dfe@example.com',
    'mi\u200bke@example.com',
    'mi\u200dke@example.com',
    'mike\u202e@example.com',
    'mike@exa\u200bmple.com',
    'мike@example.com',
    '"mike"@example.com',
    'mike(comment)@example.com',
    'Mike <mike@example.com>',
    'mike@[127.0.0.1]',
    'mike@127.0.0.1',
    'mike@example.com\r\nBcc: x@y.example',
    'mike @example.com',
    '.mike@example.com',
    'mi..ke@example.com',
    'mike@example..com',
    'mike@-example.com',
    'mike@example.c',
    `${'a'.repeat(250)}@example.com`,
    '12345678901234567',
    '1234-5678901234567890',
    'A-1',
    '10-10',
    'ACME_1001',
    `ACME-${'1'.repeat(49)}`,
  ])('%j is none', (typed) => {
    expect(parse(typed)).toBe('identifier_unrecognized')
  })

  it('stays what it is when it is parsed again', () => {
    for (const typed of ['Mike@BÜCHER.example', '090-1234-5678', 'acme:1001']) {
      const [, once] = parse(typed) as [string, string]
      expect((parse(once) as [string, string])[1]).toBe(once)
    }
  })
})
