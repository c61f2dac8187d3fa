import { describe, expect, it } from 'vitest'
import { type OAuthSettings, checkOAuthSettings, defaultOAuthSettings } from './oauth-settings.ts'

const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }
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
  return checked.ok ? 'accepted' : checked.refusal
}

describe('OAuth settings of a client with a secret', () => {
  it.each<[string, Partial<OAuthSettings>]>([
    ['accepted', {}],
    ['accepted', { tokenEndpointAuthMethod: 'client_secret_post' }],
    ['auth_method_invalid', { tokenEndpointAuthMethod: 'none' }],
    ['auth_method_invalid', { tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [key] } }],
    ['grant_type_invalid', { grantTypes: [] }],
    ['grant_type_invalid', { grantTypes: ['authorization_code', 'authorization_code'] }],
    ['grant_type_invalid', { grantTypes: ['password' as never] }],
    ['accepted', { grantTypes: ['client_credentials'] }],
    ['access_token_lifetime_invalid', { accessTokenLifetime: 3601 }],
    ['access_token_lifetime_invalid', { accessTokenLifetime: 60.5 }],
    ['refresh_token_lifetime_invalid', { refreshTokenLifetime: 59 }],
    ['refresh_token_lifetime_invalid', { refreshTokenLifetime: 100, refreshTokenIdleLifetime: 101 }],
    ['refresh_token_grace_invalid', { refreshTokenGrace: 61 }],
    ['default_max_age_invalid', { defaultMaxAge: -1 }],
    ['logout_uri_invalid', { backchannelLogoutUri: 'http://rp.example/logout' }],
    ['logout_uri_invalid', { frontchannelLogoutUri: 'com.example.app:/logout' }],
    ['accepted', { backchannelLogoutUri: 'https://rp.example/logout' }],
    ['resource_invalid', { resources: ['/relative'] }],
    ['resource_invalid', { resources: ['https://api.example/#part'] }],
    ['accepted', { resources: ['https://api.example/', 'urn:example:api'] }],
  ])('are %s: %j', (outcome, change) => {
    expect(problemOf(change)).toBe(outcome)
  })
})

describe('OAuth settings of a client without a secret', () => {
  it.each<[string, Partial<OAuthSettings>]>([
    ['accepted', {}],
    ['auth_method_invalid', { tokenEndpointAuthMethod: 'client_secret_basic' }],
    ['grant_type_invalid', { grantTypes: ['client_credentials'] }],
    ['client_keys_required', { tokenEndpointAuthMethod: 'private_key_jwt' }],
    ['accepted', { tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [key] } }],
    ['accepted', { tokenEndpointAuthMethod: 'private_key_jwt', jwksUri: 'https://rp.example/jwks' }],
    ['client_keys_invalid', { jwksUri: 'http://rp.example/jwks' }],
    ['client_keys_invalid', { jwks: { keys: [key] }, jwksUri: 'https://rp.example/jwks' }],
    ['client_keys_invalid', { jwks: { keys: [] } }],
    ['client_keys_invalid', { jwks: { keys: [{ ...key, d: 'private' }] } }],
    ['client_keys_invalid', { jwks: { keys: [{ kty: 'oct', k: 'secret' }] } }],
  ])('are %s: %j', (outcome, change) => {
    expect(problemOf(change, false)).toBe(outcome)
  })
})

describe('the profile fapi2', () => {
  it.each<[string, Partial<OAuthSettings>]>([
    ['accepted', {}],
    ['profile_unmet', { requiresPkce: false }],
    ['profile_unmet', { requiresPushedAuthorizationRequests: false }],
    ['profile_unmet', { dpopBoundAccessTokens: false }],
    ['profile_unmet', { idTokenSignedResponseAlg: 'RS256' }],
    ['profile_unmet', { tokenEndpointAuthMethod: 'none' }],
  ])('is %s with %j', (outcome, change) => {
    expect(problemOf({ ...fapi, ...change }, false)).toBe(outcome)
  })
})
