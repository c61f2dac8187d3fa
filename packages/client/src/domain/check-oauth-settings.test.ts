import { describe, expect, it } from 'vitest'
import { checkOAuthSettings } from './check-oauth-settings.ts'
import { changedOAuthSettings } from './oauth-change.ts'
import { type OAuthSettings, defaultOAuthSettings } from './oauth-settings.ts'

const coordinate = 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU'
const key = { kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate }
const rsaKey = { kty: 'RSA', n: 'n'.repeat(342), e: 'AQAB' }
const fapi: Partial<OAuthSettings> = {
  profile: 'fapi2',
  tokenEndpointAuthMethod: 'private_key_jwt',
  jwks: { keys: [key] },
  requiresPkce: true,
  requiresPushedAuthorizationRequests: true,
  dpopBoundAccessTokens: true,
}

const problemOf = (change: Partial<OAuthSettings>, hasSecret = true): unknown => {
  const checked = checkOAuthSettings({ ...defaultOAuthSettings(hasSecret), ...change }, hasSecret)
  return checked.ok ? 'accepted' : `${checked.refusal.setting} ${checked.refusal.rule}`
}

describe('OAuth settings of a client with a secret', () => {
  it.each<[string, Partial<OAuthSettings>]>([
    ['accepted', {}],
    ['accepted', { tokenEndpointAuthMethod: 'client_secret_post' }],
    ['tokenEndpointAuthMethod secret', { tokenEndpointAuthMethod: 'none' }],
    ['tokenEndpointAuthMethod secret', { tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [key] } }],
    ['grantTypes required', { grantTypes: [] }],
    ['grantTypes repeated', { grantTypes: ['authorization_code', 'authorization_code'] }],
    ['grantTypes enum', { grantTypes: ['password' as never] }],
    ['accepted', { grantTypes: ['client_credentials'] }],
    ['accessTokenLifetime range', { accessTokenLifetime: 3601 }],
    ['accessTokenLifetime range', { accessTokenLifetime: 60.5 }],
    ['refreshTokenLifetime range', { refreshTokenLifetime: 59 }],
    [
      'refreshTokenIdleLifetime longer_than_lifetime',
      { refreshTokenLifetime: 100, refreshTokenIdleLifetime: 101 },
    ],
    ['refreshTokenGrace range', { refreshTokenGrace: 61 }],
    ['defaultMaxAge range', { defaultMaxAge: -1 }],
    ['backchannelLogoutUri web_address', { backchannelLogoutUri: 'http://rp.example/logout' }],
    ['frontchannelLogoutUri web_address', { frontchannelLogoutUri: 'com.example.app:/logout' }],
    ['accepted', { backchannelLogoutUri: 'https://rp.example/logout' }],
    ['resources absolute_uri', { resources: ['/relative'] }],
    ['resources absolute_uri', { resources: ['https://api.example/#part'] }],
    ['resources repeated', { resources: ['urn:a:b', 'urn:a:b'] }],
    ['resources too_many', { resources: Array.from({ length: 21 }, (_, at) => `urn:a:${at}`) }],
    ['accepted', { resources: ['https://api.example/', 'urn:example:api'] }],
  ])('are %s: %j', (outcome, change) => {
    expect(problemOf(change)).toBe(outcome)
  })
})

describe('OAuth settings of a client without a secret', () => {
  it.each<[string, Partial<OAuthSettings>]>([
    ['accepted', {}],
    ['tokenEndpointAuthMethod secret', { tokenEndpointAuthMethod: 'client_secret_basic' }],
    ['grantTypes proof_required', { grantTypes: ['client_credentials'] }],
    ['jwks required', { tokenEndpointAuthMethod: 'private_key_jwt' }],
    ['accepted', { tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [key] } }],
    ['accepted', { tokenEndpointAuthMethod: 'private_key_jwt', jwksUri: 'https://rp.example/jwks' }],
    ['jwksUri https', { jwksUri: 'http://rp.example/jwks' }],
    ['jwksUri one_source', { jwks: { keys: [key] }, jwksUri: 'https://rp.example/jwks' }],
    ['jwks usable_keys', { jwks: { keys: [] } }],
    ['jwks usable_keys', { jwks: { keys: [{ ...key, use: 'enc' }] } }],
    ['jwks usable_keys', { jwks: { keys: [{ ...key, crv: 'P-384' }] } }],
    ['jwks usable_keys', { jwks: { keys: [{ ...key, y: 'short' }] } }],
    ['jwks usable_keys', { jwks: { keys: [{ kty: 'OKP', crv: 'X25519', x: coordinate }] } }],
    ['accepted', { jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: coordinate }] } }],
    ['jwks usable_keys', { jwks: { keys: [{ ...rsaKey, n: 'n'.repeat(171) }] } }],
    ['accepted', { jwks: { keys: [rsaKey, { ...key, use: 'enc' }] } }],
    ['jwks usable_keys', { jwks: { keys: Array.from({ length: 21 }, () => key) } }],
    ['jwks usable_keys', { jwks: { keys: [{ ...key, kid: 'k'.repeat(16_384) }] } }],
    ['jwks public_keys', { jwks: { keys: [{ ...key, d: 'private' }] } }],
    ['jwks public_keys', { jwks: { keys: [{ kty: 'oct', k: 'secret' }] } }],
  ])('are %s: %j', (outcome, change) => {
    expect(problemOf(change, false)).toBe(outcome)
  })
})

describe('the profile fapi2', () => {
  it.each<[string, Partial<OAuthSettings>]>([
    ['accepted', {}],
    ['requiresPkce profile', { requiresPkce: false }],
    ['requiresPushedAuthorizationRequests profile', { requiresPushedAuthorizationRequests: false }],
    ['dpopBoundAccessTokens profile', { dpopBoundAccessTokens: false }],
    ['idTokenSignedResponseAlg profile', { idTokenSignedResponseAlg: 'RS256' }],
    ['tokenEndpointAuthMethod profile', { tokenEndpointAuthMethod: 'none' }],
  ])('is %s with %j', (outcome, change) => {
    expect(problemOf({ ...fapi, ...change }, false)).toBe(outcome)
  })

  it('brings along what it asks for, and leaves what is named', () => {
    const before = defaultOAuthSettings(true)
    const { profile, ...rest } = fapi
    expect(changedOAuthSettings(before, { profile, jwks: rest.jwks })).toEqual({ ...before, ...fapi })
    expect(changedOAuthSettings(before, { profile, requiresPkce: false })).toMatchObject({
      requiresPkce: false,
    })
    const held = { ...before, ...fapi }
    expect(changedOAuthSettings(held, { dpopBoundAccessTokens: false, profile: undefined })).toEqual({
      ...held,
      dpopBoundAccessTokens: false,
    })
  })
})
