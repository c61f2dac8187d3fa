import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Answer, Service } from '../support/service.ts'
import { addPerson, addProduct, openJourney, problemIn } from '../support/signing-in.ts'

type Kind = 'text' | 'boolean' | 'whole number' | 'scope' | 'scopes' | 'object'
type Members = Readonly<Record<string, Kind>>

const authorization: Members = {
  response_type: 'text',
  client_id: 'text',
  redirect_uri: 'text',
  scope: 'scope',
  state: 'text',
  nonce: 'text',
  code_challenge: 'text',
  code_challenge_method: 'text',
  verification_token: 'text',
}
/** Every member of every body, and what it takes. */
const bodies: Readonly<Record<string, Members>> = {
  '/auth/identify': { identifier: 'text', client_id: 'text' },
  '/auth/verify': { method: 'text', identifier: 'text', password: 'text', client_id: 'text' },
  '/auth/authorize': { ...authorization, prompt: 'text', max_age: 'whole number' },
  '/auth/consent': { ...authorization, approved: 'boolean', approved_scopes: 'scopes' },
  '/auth/login-session': { verification_token: 'text' },
  '/auth/token': {
    grant_type: 'text',
    code: 'text',
    redirect_uri: 'text',
    client_id: 'text',
    client_secret: 'text',
    code_verifier: 'text',
  },
  '/persons': { name_display: 'text', name_legal: 'text', client_id: 'text', identity: 'object' },
}
/** What tells which of several bodies is meant; the rest is looked at only then. */
const besides: Readonly<Record<string, object>> = { '/auth/verify': { method: 'password' } }
const paths = Object.keys(bodies)
const strictPaths = paths.filter((path) => path !== '/auth/token')

const foreign: Readonly<Record<string, readonly unknown[]>> = {
  text: [{}, { $gt: '' }, { password: 1 }, [], ['a'], 1, true],
  boolean: [{}, { $gt: '' }, [], 1, 'true', null],
  'whole number': [{}, { $gt: '' }, [], '1', true, null, 1.5, -1, 1e300],
  scope: [{}, { $gt: '' }, 1, true, null, [1], [['openid']]],
  scopes: [{}, { $gt: '' }, 'openid', 1, true, null, [1], [null], []],
  object: ['a', 1, true, null, []],
}

const json = 'application/json'
const invalid = '400 invalid_request validation_failed'
const malformed = '400 invalid_request malformed_json'
const unsupported = '415 invalid_request unsupported_media_type'

describe.each(databases)('the bodies of requests on $name', ({ create }) => {
  let service: Service
  let tables: readonly string[]
  let before: unknown
  beforeAll(async () => {
    service = await openJourney(create)
    const all = (await service.db.introspection.getTables()).map(({ name }) => name)
    tables = all.filter((name) => name !== 'request_log')
    await addProduct(service)
    await addPerson(service)
    before = await stored()
  })
  afterEach(async () => {
    expect(await stored()).toEqual(before)
    expect(service.faults).toEqual([])
  })
  afterAll(() => service.close())

  const stored = async (): Promise<Readonly<Record<string, number>>> => {
    const counted = tables.map(async (name) => {
      const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(
        service.db,
      )
      return [name, Number(rows[0]?.n)] as const
    })
    return Object.fromEntries(await Promise.all(counted))
  }
  const post = (path: string, raw: string | Uint8Array, type: string | null = json): Promise<Answer> =>
    service.call(path, { method: 'POST', raw, headers: type === null ? {} : { 'Content-Type': type } })
  const bytes = (...parts: (string | number[])[]): Uint8Array =>
    Buffer.concat(parts.map((part) => Buffer.from(part as string)))

  it.each(paths)('%s names the member that is of another type, and not its value', async (path) => {
    const members = Object.entries(bodies[path] ?? {})
    for (const [name, kind] of members) {
      for (const value of foreign[kind] ?? []) {
        const answer = await service.call(path, { json: { ...besides[path], [name]: value } })
        expect(problemIn(answer), `${name}: ${JSON.stringify(value)}`).toBe(invalid)
        const fields = answer.body['fields'] as readonly { path: string; rule: string }[]
        expect(fields.map((field) => field.path.split('.')[0])).toContain(name)
        expect(JSON.stringify(fields)).not.toContain('$gt')
      }
    }
  })

  it.each(paths)('%s takes null for nothing but what may be null', async (path) => {
    const names = Object.keys(bodies[path] ?? {}).filter((name) => name !== 'name_legal')
    for (const name of names) {
      const answer = await service.call(path, { json: { ...besides[path], [name]: null } })
      const fields = answer.body['fields'] as readonly { path: string }[]
      expect(fields.map((field) => field.path)).toContain(name)
    }
  })

  it.each([
    ['type', [{}, 1, null, 'passkey']],
    ['identifier', [{ $gt: '' }, [], 1, null, '']],
    ['challenge', [{ $gt: '' }, [], 12_345_678, null]],
  ])('/persons names identity.%s that is of another type', async (name, values) => {
    const identity = { type: 'email', identifier: 'a@example.com', challenge: 'correct horse battery' }
    for (const value of values) {
      const answer = await service.call('/persons', {
        json: { name_display: 'A', identity: { ...identity, [name]: value } },
      })
      const fields = answer.body['fields'] as readonly { path: string }[]
      expect(new Set(fields.map(({ path }) => path))).toEqual(new Set([`identity.${name}`]))
    }
  })

  it.each(strictPaths)('%s refuses members that it does not know', async (path) => {
    const strangers = ['id', 'xid', 'person_xid', 'role', 'is_admin', 'verified_at', 'status', 'constructor']
    for (const name of strangers) {
      const answer = await service.call(path, { json: { ...besides[path], [name]: 'x' } })
      expect(problemIn(answer)).toBe(invalid)
      expect(answer.body['fields']).toContainEqual({ path: name, rule: 'unknown_member' })
    }
  })

  it.each(paths)('%s is not changed by __proto__', async (path) => {
    for (const raw of [
      '{"__proto__":{"polluted":true,"identifier":"a@example.com","approved":true}}',
      '{"constructor":{"prototype":{"polluted":true}}}',
    ]) {
      expect(problemIn(await post(path, raw))).toBe(invalid)
    }
    expect('polluted' in {}).toBe(false)
  })

  it.each(paths)('%s refuses what is no JSON object', async (path) => {
    for (const raw of [
      '',
      '{',
      '{"a":}',
      "{'a':1}",
      '{"a":1}}',
      '{"a":1,}',
      'undefined',
      'NaN',
      '{"a":01}',
    ]) {
      expect(problemIn(await post(path, raw)), raw).toBe(malformed)
    }
    for (const raw of ['[]', '"text"', '1', 'null', 'true', '[{}]']) {
      expect(problemIn(await post(path, raw)), raw).toBe(invalid)
    }
  })

  it.each(paths)('%s refuses a member that is named twice', async (path) => {
    for (const raw of [
      '{"client_id":"a-client","client_id":"b-client"}',
      '{"client_id":"a-client","\\u0063lient_id":"b-client"}',
      '{"x":{"a":1,"a":2}}',
      '{"x":[{"a":1},{"b":1,"b":1}]}',
      '{"":1,"":2}',
    ]) {
      expect(problemIn(await post(path, raw)), raw).toBe(malformed)
    }
  })

  it.each(paths)('%s refuses bytes that are not UTF-8 without a mark', async (path) => {
    const text = '{"identifier":"a@example.com"}'
    const wrong: readonly [string, Uint8Array][] = [
      ['a byte order mark', bytes([0xef, 0xbb, 0xbf], text)],
      ['UTF-16', Buffer.from(text, 'utf16le')],
      ['a lone byte', bytes('{"identifier":"', [0xff], '"}')],
      ['an overlong slash', bytes('{"identifier":"', [0xc0, 0xaf], '"}')],
      ['a surrogate in UTF-8', bytes('{"identifier":"', [0xed, 0xa0, 0x80], '"}')],
      ['a cut character', bytes('{"identifier":"', [0xe3, 0x81], '"}')],
    ]
    for (const [name, raw] of wrong) expect(problemIn(await post(path, raw)), name).toBe(malformed)
  })

  it.each(paths)('%s refuses NUL and lone surrogates in texts and names', async (path) => {
    for (const raw of [
      '{"identifier":"a\\u0000b"}',
      '{"identifier":"\\ud800"}',
      '{"a\\u0000":1}',
      '{"\\udfff":1}',
    ]) {
      const answer = await post(path, raw)
      expect(answer.body['fields'], raw).toEqual([{ path: '', rule: 'text_invalid' }])
    }
  })

  it.each(paths)('%s refuses a body that is too deep or has too many items', async (path) => {
    const deep = (levels: number): string => `${'{"x":'.repeat(levels)}1${'}'.repeat(levels)}`
    expect((await post(path, deep(21))).body['fields']).toEqual([{ path: '', rule: 'too_deep' }])
    expect((await post(path, deep(20))).body['fields']).not.toEqual([{ path: '', rule: 'too_deep' }])
    expect((await post(path, '['.repeat(30_000))).status).toBe(400)
    const many = JSON.stringify({ x: Array.from({ length: 1001 }, () => 1) })
    expect((await post(path, many)).body['fields']).toEqual([{ path: '', rule: 'too_many_items' }])
  })

  it.each(paths)('%s refuses more than 64 KiB, announced or not', async (path) => {
    const tooLarge = '413 invalid_request payload_too_large'
    const raw = `{"x":"${'x'.repeat(65_536 - 8)}"}`
    expect(raw).toHaveLength(65_536)
    expect((await post(path, raw)).status).toBe(400)
    expect(problemIn(await post(path, `${raw} `))).toBe(tooLarge)
    const announced = { 'Content-Type': json, 'Content-Length': '65537' }
    expect(problemIn(await service.call(path, { method: 'POST', raw: '{}', headers: announced }))).toBe(
      tooLarge,
    )
  })

  it.each(paths)('%s refuses bodies of other types, and encoded ones', async (path) => {
    for (const type of [
      null,
      '',
      'text/plain',
      'text/json',
      'application/jsonx',
      'multipart/form-data; boundary=x',
    ]) {
      expect(problemIn(await post(path, '{}', type)), String(type)).toBe(unsupported)
    }
    for (const encoding of ['gzip', 'br', 'deflate', 'gzip, identity']) {
      const headers = { 'Content-Type': json, 'Content-Encoding': encoding }
      const answer = await service.call(path, { method: 'POST', raw: gzipSync('{}'), headers })
      expect(problemIn(answer), encoding).toBe(unsupported)
    }
    expect(problemIn(await post(path, '{}', 'Application/JSON; charset=utf-8'))).toBe(invalid)
  })

  it.each(strictPaths)('%s takes no form', async (path) => {
    expect(problemIn(await service.call(path, { form: { identifier: 'a' } }))).toBe(unsupported)
  })

  it.each([
    ['a repeated parameter', 'code=a&code=b', 'repeated'],
    ['a parameter repeated in another spelling', 'code=a&%63ode=b', 'repeated'],
    ['NUL', 'code=a%00b', 'text_invalid'],
    [
      'more than 1000 parameters',
      Array.from({ length: 1001 }, (_, n) => `p${n}=1`).join('&'),
      'too_many_items',
    ],
    ['bytes that are not UTF-8', Buffer.from([0x63, 0x3d, 0xff]), 'text_invalid'],
  ])('/auth/token refuses a form with %s', async (_, raw, rule) => {
    const answer = await post('/auth/token', raw, 'application/x-www-form-urlencoded')
    expect(answer.body['fields']).toEqual([{ path: '', rule }])
  })

  it('says what is missing, by name', async () => {
    const answer = await service.call('/auth/token', { form: 'x=1' })
    expect(answer.body['fields']).toEqual(
      ['grant_type', 'code', 'redirect_uri'].map((path) => ({ path, rule: 'required' })),
    )
  })
})
