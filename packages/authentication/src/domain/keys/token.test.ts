import { instant } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import { checkClaims, parseTokenHeader } from './token.ts'

const issuer = 'https://login.test'
const iat = 1_800_000_000
const claims = { iss: issuer, iat, exp: iat + 300 }

const check = (
  changed: Readonly<Record<string, unknown>>,
  expected: Parameters<typeof checkClaims>[1] = {},
  seconds = iat,
): string => {
  const outcome = checkClaims({ ...claims, ...changed }, expected, { issuer, now: instant(seconds * 1000) })
  return outcome.ok ? 'good' : outcome.refusal
}

describe('the header of a token', () => {
  const header = { alg: 'ES256', kid: 'k', typ: 'JWT' }

  it.each(['ES256', 'RS256', 'EdDSA'])('may name %s', (alg) => {
    expect(parseTokenHeader({ ...header, alg })).toEqual({ ...header, alg })
  })

  it.each([
    [{ alg: 'none' }],
    [{ alg: 'None' }],
    [{ alg: 'nOnE' }],
    [{ alg: 'HS256' }],
    [{ alg: 'es256' }],
    [{ alg: 'PS256' }],
    [{ alg: undefined }],
    [{ alg: ['ES256'] }],
    [{ typ: 'jwt' }],
    [{ typ: 'dpop+jwt' }],
    [{ typ: undefined }],
    [{ kid: 1 }],
    [{ kid: undefined }],
    [{ jwk: {} }],
    [{ jku: 'https://evil.example' }],
    [{ x5u: 'https://evil.example' }],
    [{ x5c: [] }],
    [{ crit: ['b64'], b64: false }],
    [{ b64: true }],
    [{ crit: ['unheard-of'], 'unheard-of': 1 }],
    [{ zip: 'DEF' }],
    [{ cty: 'JWT' }],
  ])('is not one of ours with %j', (changed) => {
    expect(parseTokenHeader({ ...header, ...changed })).toBeUndefined()
  })
})

describe('what a token says', () => {
  it('holds until the very second of its end', () => {
    expect([check({}, {}, iat), check({}, {}, iat + 299), check({}, {}, iat + 300)]).toEqual([
      'good',
      'good',
      'token_expired',
    ])
  })

  it('may begin a minute ahead of our clock, and no more', () => {
    expect([check({}, {}, iat - 60), check({}, {}, iat - 61)]).toEqual(['good', 'token_not_yet_valid'])
    expect([check({ nbf: iat + 60 }), check({ nbf: iat + 61 })]).toEqual(['good', 'token_not_yet_valid'])
  })

  it('is taken as a hint when it has expired, but not when it is of another issuer', () => {
    expect(check({}, { isHint: true }, iat + 1_000_000)).toBe('good')
    expect(check({ iss: 'https://evil.test' }, { isHint: true })).toBe('token_issuer_mismatch')
  })

  it('is for whom it names', () => {
    const audience = 'shop'
    expect(check({ aud: 'shop' }, { audience })).toBe('good')
    expect(check({ aud: ['notes', 'shop'] }, { audience })).toBe('good')
    for (const aud of [undefined, 'Shop', 'shop/', [], ['notes']]) {
      expect(check({ aud }, { audience })).toBe('token_audience_mismatch')
    }
  })

  it.each([`${issuer}/`, 'http://login.test', 'https://LOGIN.test'])('is not of the issuer %s', (iss) => {
    expect(check({ iss })).toBe('token_issuer_mismatch')
  })

  const wrongMoments = [
    undefined,
    null,
    '1800000000',
    -1,
    1.5,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    [iat],
    {},
  ]
  it.each(wrongMoments)('has instants that are whole numbers, not %j', (moment) => {
    expect(check({ exp: moment })).toBe('token_malformed')
    expect(check({ iat: moment })).toBe('token_malformed')
    if (moment !== undefined) expect(check({ nbf: moment })).toBe('token_malformed')
  })

  it.each([
    { sub: {} },
    { sub: 1 },
    { aud: {} },
    { aud: [1] },
    { jti: 1 },
    { iss: [issuer] },
    { iss: undefined },
  ])('has the types of a token, not %j', (changed) => {
    expect(check(changed)).toBe('token_malformed')
  })

  it('never holds for longer than its key is published', () => {
    expect([check({ exp: iat + 3600 }), check({ exp: iat + 3601 })]).toEqual(['good', 'token_malformed'])
  })
})
