import { type Result, accept, refuse } from '@lgc/kernel'
import { checkRedirectUri } from './redirect-uri.ts'

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

export type OAuthSettingsProblem =
  | 'auth_method_invalid'
  | 'grant_type_invalid'
  | 'client_keys_invalid'
  | 'client_keys_required'
  | 'access_token_lifetime_invalid'
  | 'refresh_token_lifetime_invalid'
  | 'refresh_token_grace_invalid'
  | 'resource_invalid'
  | 'logout_uri_invalid'
  | 'default_max_age_invalid'
  | 'profile_unmet'

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

/** A client that is set wrong is refused when it is set, with the reason. */
export function checkOAuthSettings(
  settings: OAuthSettings,
  hasSecret: boolean,
): Result<OAuthSettings, OAuthSettingsProblem> {
  const problem =
    authenticationProblem(settings, hasSecret) ??
    grantProblem(settings) ??
    lifetimeProblem(settings) ??
    addressProblem(settings) ??
    profileProblem(settings)
  return problem ? refuse(problem) : accept(settings)
}

function authenticationProblem(
  { tokenEndpointAuthMethod: method, jwks, jwksUri }: OAuthSettings,
  hasSecret: boolean,
): OAuthSettingsProblem | undefined {
  const usesSecret = method === 'client_secret_basic' || method === 'client_secret_post'
  if (usesSecret !== hasSecret) return 'auth_method_invalid'
  if (jwks !== null && jwksUri !== null) return 'client_keys_invalid'
  if (jwks !== null && !(jwks.keys.length > 0 && jwks.keys.every(isPublicKey))) return 'client_keys_invalid'
  if (jwksUri !== null && !isHttps(jwksUri)) return 'client_keys_invalid'
  const hasKeys = jwks !== null || jwksUri !== null
  return method === 'private_key_jwt' && !hasKeys ? 'client_keys_required' : undefined
}

/** Public means that nothing in it could sign: no private and no symmetric member (RFC 7518, section 6). */
function isPublicKey(key: Readonly<Record<string, unknown>>): boolean {
  const isKnown = key['kty'] === 'EC' || key['kty'] === 'RSA' || key['kty'] === 'OKP'
  return isKnown && !['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'].some((member) => member in key)
}

function grantProblem({
  grantTypes: granted,
  tokenEndpointAuthMethod: method,
}: OAuthSettings): OAuthSettingsProblem | undefined {
  const areKnown = granted.length > 0 && granted.every((type) => grantTypes.includes(type))
  if (!areKnown || new Set(granted).size !== granted.length) return 'grant_type_invalid'
  // RFC 6749, section 4.4: only a client that proves itself acts in its own name.
  return granted.includes('client_credentials') && method === 'none' ? 'grant_type_invalid' : undefined
}

function lifetimeProblem(settings: OAuthSettings): OAuthSettingsProblem | undefined {
  const { accessTokenLifetime, refreshTokenLifetime, refreshTokenIdleLifetime, refreshTokenGrace } = settings
  if (!isWithin(accessTokenLifetime, 30, 3600)) return 'access_token_lifetime_invalid'
  const isRefreshLifetime = isWithin(refreshTokenLifetime, 60, 366 * 86_400)
  const isIdleLifetime = isWithin(refreshTokenIdleLifetime, 60, refreshTokenLifetime)
  if (!isRefreshLifetime || !isIdleLifetime) return 'refresh_token_lifetime_invalid'
  if (!isWithin(refreshTokenGrace, 0, 60)) return 'refresh_token_grace_invalid'
  const { defaultMaxAge } = settings
  return defaultMaxAge === null || isWithin(defaultMaxAge, 0, 86_400 * 366)
    ? undefined
    : 'default_max_age_invalid'
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function addressProblem(settings: OAuthSettings): OAuthSettingsProblem | undefined {
  const logoutUris = [settings.backchannelLogoutUri, settings.frontchannelLogoutUri]
  if (!logoutUris.every((uri) => uri === null || isWebAddress(uri))) return 'logout_uri_invalid'
  const { resources } = settings
  // RFC 8707, section 2: absolute, without a fragment.
  const areResources =
    resources.length <= 20 && resources.every((uri) => isAbsolute(uri) && uri.length <= 512)
  return areResources ? undefined : 'resource_invalid'
}

function isHttps(uri: string): boolean {
  return uri.startsWith('https://') && checkRedirectUri(uri).ok
}

function isWebAddress(uri: string): boolean {
  return /^https?:/.test(uri) && checkRedirectUri(uri).ok
}

function isAbsolute(uri: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[!"$-;=?-_a-z~]+$/i.test(uri) && URL.canParse(uri)
}

/** FAPI 2.0 Security Profile, section 5.3.2: pushed requests, PKCE, bound tokens, clients that sign. */
function profileProblem(settings: OAuthSettings): OAuthSettingsProblem | undefined {
  if (settings.profile === null) return undefined
  const { tokenEndpointAuthMethod, requiresPkce, requiresPushedAuthorizationRequests } = settings
  const isHeld = requiresPkce && requiresPushedAuthorizationRequests && settings.dpopBoundAccessTokens
  const isStrong = settings.idTokenSignedResponseAlg !== 'RS256'
  return isHeld && isStrong && tokenEndpointAuthMethod === 'private_key_jwt' ? undefined : 'profile_unmet'
}
