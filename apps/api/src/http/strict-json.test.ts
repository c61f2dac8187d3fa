import { describe, expect, it } from 'vitest'
import { parseStrictJson } from './strict-json.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const outcomeOf = (text: string): unknown => {
  const parsed = parseStrictJson(utf8(text))
  return parsed.ok ? parsed.value : parsed.refusal
}

describe('a JSON body', () => {
  it.each<[string, unknown]>([
    ['{"a":{"a":1},"b":[{"a":1},{"a":2}]}', { a: { a: 1 }, b: [{ a: 1 }, { a: 2 }] }],
    ['{"a":"b\\":","c":"{\\"a\\":1,\\"a\\":2}"}', { a: 'b":', c: '{"a":1,"a":2}' }],
    ['{"é":"日本"}', { é: '日本' }],
  ])('%j is taken', (text, value) => {
    expect(outcomeOf(text)).toEqual(value)
  })

  it.each([
    ['', 'malformed_json'],
    ['{', 'malformed_json'],
    ['\ufeff{}', 'malformed_json'],
    ['{"a":1,"a":2}', 'malformed_json'],
    ['{"a":1,"\\u0061":2}', 'malformed_json'],
    ['[{"x":{"a":1 , "b":2,"a" : 3}}]', 'malformed_json'],
    ['{"a":"\\ud800"}', 'text_invalid'],
    ['{"a\\u0000":1}', 'text_invalid'],
    ['{"a":"\\u0000"}', 'text_invalid'],
    [`${'['.repeat(21)}${']'.repeat(21)}`, 'too_deep'],
    [JSON.stringify(Array.from({ length: 1001 }, () => 0)), 'too_many_items'],
  ])('%j is refused as %s', (text, problem) => {
    expect(outcomeOf(text)).toBe(problem)
  })

  it.each([
    ['UTF-16', Uint8Array.from([0x7b, 0, 0x7d, 0])],
    ['an overlong form', Uint8Array.from([0x22, 0xc0, 0xaf, 0x22])],
    ['a cut character', Uint8Array.from([0x22, 0xe6, 0x97, 0x22])],
  ])('in %s is refused', (_, bytes) => {
    expect(parseStrictJson(bytes)).toEqual({ ok: false, refusal: 'malformed_json' })
  })

  it('of 64 KiB of nothing but quotes is looked through in no time', () => {
    const started = performance.now()
    outcomeOf(`["${'\\"'.repeat(32_000)}"]`)
    outcomeOf('"'.repeat(65_000))
    expect(performance.now() - started).toBeLessThan(200)
  })

  it('cannot reach the prototype of anything', () => {
    const parsed = parseStrictJson(utf8('{"__proto__":{"polluted":1}}'))
    expect(parsed.ok && Object.hasOwn(parsed.value as object, '__proto__')).toBe(true)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})
