import { describe, expect, it } from 'vitest'
import { effectiveScopes, parseScopes } from './scopes.ts'

describe('a scope parameter', () => {
  it.each<[string | readonly string[], readonly string[]]>([
    ['openid', ['openid']],
    ['openid profile.legal', ['openid', 'profile.legal']],
    [
      ['openid', 'api:read'],
      ['openid', 'api:read'],
    ],
  ])('%j is %j', (presented, scopes) => {
    expect(parseScopes(presented)).toEqual({ ok: true, value: scopes })
  })

  it.each<[string | readonly string[]]>([
    [''],
    [' '],
    ['openid  profile'],
    ['openid '],
    ['openid openid'],
    ['OpenID'],
    ['open"id'],
    ['openid\nprofile'],
    [[]],
    [['openid', '']],
    ['x'.repeat(65)],
    ['x'.repeat(50_000)],
    [Array.from({ length: 5000 }, (_, i) => `s${i}`).join(' ')],
    [Array.from({ length: 33 }, (_, i) => `s${i}`)],
  ])('is refused when malformed (case %#)', (presented) => {
    expect(parseScopes(presented)).toEqual({ ok: false, refusal: 'scope_invalid' })
  })
})

it('leaves of a session only what client and consent still allow', () => {
  expect(effectiveScopes(['openid', 'email', 'phone'], ['openid', 'email'], ['openid', 'phone'])).toEqual([
    'openid',
  ])
})
