/** How a client proves itself at the token endpoint (RFC 7591, section 2; OpenID Connect Core, section 9). */
export const tokenEndpointAuthMethods = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'none',
] as const
export type TokenEndpointAuthMethod = (typeof tokenEndpointAuthMethods)[number]

export const grantTypes = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
] as const
export type GrantType = (typeof grantTypes)[number]

export const signingAlgorithms = ['ES256', 'RS256', 'EdDSA'] as const
export type SigningAlgorithm = (typeof signingAlgorithms)[number]

export const accessTokenFormats = ['opaque', 'jwt'] as const

/** A JSON Web Key Set as a client registered it: public keys only (RFC 7517). */
export type PublicKeySet = { readonly keys: readonly Readonly<Record<string, unknown>>[] }

/**
 * What a client is allowed and held to when it speaks OAuth and OpenID Connect. The names are those of the
 * client metadata of RFC 7591, where they have one there. Lifetimes are in seconds.
 */
export type OAuthSettings = {
  readonly tokenEndpointAuthMethod: TokenEndpointAuthMethod
  readonly grantTypes: readonly GrantType[]
  readonly jwks: PublicKeySet | null
  readonly jwksUri: string | null
  readonly idTokenSignedResponseAlg: SigningAlgorithm
  /** Opaque, or a JWT after RFC 9068. */
  readonly accessTokenFormat: (typeof accessTokenFormats)[number]
  readonly accessTokenLifetime: number
  /** Public clients need PKCE in any case. */
  readonly requiresPkce: boolean
  readonly requiresPushedAuthorizationRequests: boolean
  readonly dpopBoundAccessTokens: boolean
  /** `fapi2` holds the client to the FAPI 2.0 Security Profile. */
  readonly profile: 'fapi2' | null
  /** Resource indicators that it may ask for (RFC 8707). */
  readonly resources: readonly string[]
  readonly refreshTokenLifetime: number
  readonly refreshTokenIdleLifetime: number
  /** For how long a rotated refresh token still brings its successor; 0 for not at all. */
  readonly refreshTokenGrace: number
  readonly backchannelLogoutUri: string | null
  readonly backchannelLogoutSessionRequired: boolean
  readonly frontchannelLogoutUri: string | null
  readonly frontchannelLogoutSessionRequired: boolean
  readonly defaultMaxAge: number | null
}

/** Some of the settings; what is undefined is not meant. */
export type OAuthChange = { readonly [Name in keyof OAuthSettings]?: OAuthSettings[Name] | undefined }

/** What holds for a client of which nothing else was said. */
export function defaultOAuthSettings(hasSecret: boolean): OAuthSettings {
  return {
    tokenEndpointAuthMethod: hasSecret ? 'client_secret_basic' : 'none',
    grantTypes: ['authorization_code', 'refresh_token'],
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
    refreshTokenLifetime: 90 * 86_400,
    refreshTokenIdleLifetime: 30 * 86_400,
    refreshTokenGrace: 0,
    backchannelLogoutUri: null,
    backchannelLogoutSessionRequired: false,
    frontchannelLogoutUri: null,
    frontchannelLogoutSessionRequired: false,
    defaultMaxAge: null,
  }
}
