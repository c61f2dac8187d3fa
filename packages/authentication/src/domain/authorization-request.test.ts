import { describe, expect, it } from 'vitest'
import { type AuthorizationRequest, checkRequest } from './authorization-request.ts'
import type { RegisteredClient } from './registered-client.ts'

const client: RegisteredClient = {
  xid: 'client' as never,
  realmXid: 'realm' as never,
  clientId: 'bar-app',
  name: 'Bar',
  isActive: true,
  isConfidential: false,
  isFirstParty: false,
  requiresGrant: false,
  allowedScopes: ['openid', 'email'],
  codeLifetimeInSeconds: 600,
  oauth: {
    tokenEndpointAuthMethod: 'none',
    grantTypes: ['authorization_code'],
    jwks: null,
    jwksUri: null,
    idTokenSignedResponseAlg: 'ES256',
    accessTokenFormat: 'opaque',
    accessTokenLifetime: 900,
    requiresPkce: false,
    requiresPushedAuthorizationRequests: false,
    dpopBoundAccessTokens: false,
    profile: null,
    resources: [],
    refreshTokenLifetime: 86_400,
    refreshTokenIdleLifetime: 3600,
    refreshTokenGrace: 0,
    backchannelLogoutUri: null,
    backchannelLogoutSessionRequired: false,
    frontchannelLogoutUri: null,
    frontchannelLogoutSessionRequired: false,
    defaultMaxAge: null,
  },
  postLogoutRedirectUris: [],
  acceptsRedirectUri: (uri) => uri === 'https://bar.example/cb',
}

const request: AuthorizationRequest = {
  clientId: 'bar-app',
  redirectUri: 'https://bar.example/cb',
  responseType: 'code',
  scope: 'openid email',
  state: null,
  nonce: null,
  codeChallenge: 'c'.repeat(43),
  codeChallengeMethod: 'S256',
  prompts: [],
  openid: null,
  maxAgeInSeconds: null,
}

const refusalOf = (change: Partial<AuthorizationRequest>, other: Partial<RegisteredClient> = {}): unknown => {
  const checked = checkRequest({ ...request, ...change }, { ...client, ...other })
  if (checked.ok) return 'accepted'
  return typeof checked.refusal === 'string' ? checked.refusal : checked.refusal.reason
}

describe('an authorization request', () => {
  it.each<[string, Partial<AuthorizationRequest>, Partial<RegisteredClient>]>([
    ['accepted', {}, {}],
    ['client_inactive', {}, { isActive: false }],
    ['redirect_uri_mismatch', { redirectUri: 'https://bar.example/cb/' }, {}],
    ['response_type_unsupported', { responseType: 'token' }, {}],
    ['response_type_unsupported', { responseType: 'code id_token' }, {}],
    ['scope_invalid', { scope: '' }, {}],
    ['scope_not_allowed', { scope: 'openid phone' }, {}],
    ['pkce_required', { codeChallenge: null, codeChallengeMethod: null }, {}],
    ['accepted', { codeChallenge: null, codeChallengeMethod: null }, { isConfidential: true }],
    [
      'pkce_required',
      { codeChallenge: null, codeChallengeMethod: null },
      { isConfidential: true, oauth: { ...client.oauth, requiresPkce: true } },
    ],
    ['pkce_method_unsupported', { codeChallengeMethod: 'plain' }, {}],
    ['pkce_method_unsupported', { codeChallengeMethod: null }, {}],
    [
      'pkce_method_unsupported',
      { codeChallenge: null, codeChallengeMethod: 'plain' },
      { isConfidential: true },
    ],
  ])('is %s (case %#)', (outcome, change, other) => {
    expect(refusalOf(change, other)).toBe(outcome)
  })

  it('is refused for the first reason in the normative order', () => {
    const everythingWrong = { redirectUri: 'x', responseType: 'x', scope: '', codeChallengeMethod: 'plain' }
    expect(refusalOf(everythingWrong, { isActive: false })).toBe('client_inactive')
    expect(refusalOf(everythingWrong)).toBe('redirect_uri_mismatch')
    expect(refusalOf({ ...everythingWrong, redirectUri: request.redirectUri })).toBe(
      'response_type_unsupported',
    )
  })

  it('names exactly the scopes that are not allowed', () => {
    expect(checkRequest({ ...request, scope: 'openid phone grants' }, client)).toEqual({
      ok: false,
      refusal: { reason: 'scope_not_allowed', details: { not_allowed: ['phone', 'grants'] } },
    })
  })
})
