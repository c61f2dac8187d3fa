import { type Instant, instant, later } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import {
  type AuthorizationCode,
  type Presentation,
  checkRedemption,
  issueCode,
} from './authorization-code.ts'

const now = instant(1_700_000_000_000)
const code = issueCode(
  {
    xid: 'code' as never,
    digest: 'digest' as never,
    personXid: 'person' as never,
    clientXid: 'client' as never,
    scopes: ['openid'],
    redirectUri: 'https://bar.example/cb',
    codeChallenge: 'challenge',
    nonce: null,
    loginSessionXid: null,
    amr: ['pwd'],
    authTime: now,
    openid: null,
  },
  600,
  now,
)
const presented: Presentation = {
  clientXid: code.clientXid,
  redirectUri: code.redirectUri,
  answeredChallenge: 'challenge',
}
const other = 'other' as never

describe('an authorization code', () => {
  it('is redeemed by the client it was issued to until just before its expiry', () => {
    expect(checkRedemption(code, presented, instant(code.expiresAt - 1)).ok).toBe(true)
  })

  it.each<[string, Partial<AuthorizationCode>, Partial<Presentation>, Instant, string]>([
    ['another client', {}, { clientXid: other }, now, 'authorization_code_client_mismatch'],
    [
      'another client after use',
      { usedAt: now },
      { clientXid: other },
      now,
      'authorization_code_client_mismatch',
    ],
    ['the same client twice', { usedAt: now }, {}, now, 'authorization_code_used'],
    ['anyone at its expiry', {}, {}, later(now, 600), 'authorization_code_expired'],
    ['another redirect URI', {}, { redirectUri: 'https://bar.example/cb/' }, now, 'redirect_uri_differs'],
    ['another verifier', {}, { answeredChallenge: 'x' }, now, 'pkce_verifier_mismatch'],
    ['no verifier', {}, { answeredChallenge: null }, now, 'pkce_verifier_missing'],
    ['a verifier nobody asked for', { codeChallenge: null }, {}, now, 'pkce_verifier_unexpected'],
  ])('is refused to %s', (...[, stored, attempt, at, refusal]) => {
    expect(checkRedemption({ ...code, ...stored }, { ...presented, ...attempt }, at)).toEqual({
      ok: false,
      refusal,
    })
  })
})
