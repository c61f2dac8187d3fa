import type { OAuthSettings } from './oauth-settings.ts'

/** What the settings are called outside: as in the client metadata of RFC 7591, where they are there. */
export const oauthNames = {
  tokenEndpointAuthMethod: 'token_endpoint_auth_method',
  grantTypes: 'grant_types',
  jwks: 'jwks',
  jwksUri: 'jwks_uri',
  idTokenSignedResponseAlg: 'id_token_signed_response_alg',
  accessTokenFormat: 'access_token_format',
  accessTokenLifetime: 'access_token_lifetime',
  requiresPkce: 'require_pkce',
  requiresPushedAuthorizationRequests: 'require_pushed_authorization_requests',
  dpopBoundAccessTokens: 'dpop_bound_access_tokens',
  profile: 'profile',
  resources: 'resources',
  refreshTokenLifetime: 'refresh_token_lifetime',
  refreshTokenIdleLifetime: 'refresh_token_idle_lifetime',
  refreshTokenGrace: 'refresh_token_grace',
  backchannelLogoutUri: 'backchannel_logout_uri',
  backchannelLogoutSessionRequired: 'backchannel_logout_session_required',
  frontchannelLogoutUri: 'frontchannel_logout_uri',
  frontchannelLogoutSessionRequired: 'frontchannel_logout_session_required',
  defaultMaxAge: 'default_max_age',
} as const satisfies Record<keyof OAuthSettings, string>
