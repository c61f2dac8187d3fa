import { instant } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import { type ClaimRefusal, checkForeignClaims } from './foreign-claims.ts'

const now = 1_800_000_000
const expectation = {
  issuers: ['https://issuer.example'],
  audiences: ['ours', 'ours too'],
  nonce: null,
  now: instant(now * 1000),
}
const good = { iss: 'https://issuer.example', aud: 'ours', sub: '42', iat: now, exp: now + 300 }

const refused: readonly (readonly [more: object, refusal: ClaimRefusal])[] = [
  [{ iss: 'https://issuer.example/' }, 'issuer'],
  [{ iss: ['https://issuer.example'] }, 'issuer'],
  [{ aud: 'theirs' }, 'audience'],
  [{ aud: [] }, 'audience'],
  [{ aud: { ours: true } }, 'audience'],
  [{ aud: ['ours', 'theirs'] }, 'audience'],
  [{ aud: ['ours', 'theirs'], azp: 'theirs' }, 'audience'],
  [{ exp: now - 60 }, 'expired'],
  [{ exp: String(now + 300) }, 'expired'],
  [{ exp: -1 }, 'expired'],
  [{ exp: now + 0.5 }, 'expired'],
  [{ exp: Number.POSITIVE_INFINITY }, 'expired'],
  [{ exp: null }, 'expired'],
  [{ exp: undefined }, 'expired'],
  [{ iat: now + 61 }, 'issued_in_future'],
  [{ iat: String(now) }, 'issued_in_future'],
  [{ iat: undefined }, 'issued_in_future'],
  [{ nbf: now + 61 }, 'issued_in_future'],
  [{ nbf: 'now' }, 'issued_in_future'],
  [{ nonce: 'unasked' }, 'nonce'],
  [{ sub: undefined }, 'subject'],
  [{ sub: null }, 'subject'],
  [{ sub: '' }, 'subject'],
  [{ sub: 42 }, 'subject'],
  [{ sub: {} }, 'subject'],
  [{ sub: 'é' }, 'subject'],
  [{ sub: 'x'.repeat(256) }, 'subject'],
]

describe('the claims of a foreign token', () => {
  it.each([
    {},
    { aud: ['ours'] },
    { aud: ['ours', 'theirs'], azp: 'ours too' },
    { exp: now - 59, iat: now - 300 },
    { iat: now + 60 },
    { nbf: now + 60 },
  ])('are good with %j', (more) => {
    const checked = checkForeignClaims({ ...good, ...more }, expectation)
    expect(checked).toEqual({ ok: true, value: { subject: '42' } })
  })

  it.each(refused)('with %j are refused: %s', (more, refusal) => {
    expect(checkForeignClaims({ ...good, ...more }, expectation)).toEqual({ ok: false, refusal })
  })

  it('have the nonce that was asked with', () => {
    const asked = { ...expectation, nonce: 'asked' }
    expect(checkForeignClaims({ ...good, nonce: 'asked' }, asked).ok).toBe(true)
    for (const more of [{}, { nonce: null }, { nonce: 'other' }, { nonce: ['asked'] }]) {
      expect(checkForeignClaims({ ...good, ...more }, asked)).toEqual({ ok: false, refusal: 'nonce' })
    }
  })
})
