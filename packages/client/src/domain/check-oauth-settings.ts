import { type Result, accept, refuse } from '@lgc/kernel'
import { areUsableKeys, isPublicKey } from './client-keys.ts'
import { usesSecret } from './oauth-change.ts'
import { type OAuthSettings, grantTypes } from './oauth-settings.ts'
import { checkRedirectUri } from './redirect-uri.ts'

/** By which rule a setting is wrong. */
export type OAuthRule =
  | 'secret'
  | 'enum'
  | 'repeated'
  | 'proof_required'
  | 'required'
  | 'one_source'
  | 'public_keys'
  | 'usable_keys'
  | 'https'
  | 'range'
  | 'longer_than_lifetime'
  | 'web_address'
  | 'absolute_uri'
  | 'too_many'
  | 'profile'

export type OAuthSettingsProblem = {
  readonly reason: 'oauth_setting_invalid'
  readonly setting: keyof OAuthSettings
  readonly rule: OAuthRule
}

type Fault = readonly [setting: keyof OAuthSettings, rule: OAuthRule]

/** A client that is set wrong is refused when it is set, with the reason. */
export function checkOAuthSettings(
  settings: OAuthSettings,
  hasSecret: boolean,
): Result<OAuthSettings, OAuthSettingsProblem> {
  const fault =
    profileFault(settings) ??
    authenticationFault(settings, hasSecret) ??
    keysFault(settings) ??
    grantFault(settings) ??
    lifetimeFault(settings) ??
    addressFault(settings)
  if (!fault) return accept(settings)
  const [setting, rule] = fault
  return refuse({ reason: 'oauth_setting_invalid', setting, rule })
}

function authenticationFault(
  { tokenEndpointAuthMethod: method, jwks, jwksUri }: OAuthSettings,
  hasSecret: boolean,
): Fault | undefined {
  if (usesSecret(method) !== hasSecret) return ['tokenEndpointAuthMethod', 'secret']
  return method === 'private_key_jwt' && jwks === null && jwksUri === null ? ['jwks', 'required'] : undefined
}

function keysFault({ jwks, jwksUri }: OAuthSettings): Fault | undefined {
  if (jwks !== null && jwksUri !== null) return ['jwksUri', 'one_source']
  if (jwksUri !== null && !(jwksUri.startsWith('https://') && checkRedirectUri(jwksUri).ok)) {
    return ['jwksUri', 'https']
  }
  if (jwks === null) return undefined
  if (!jwks.keys.every(isPublicKey)) return ['jwks', 'public_keys']
  return areUsableKeys(jwks) ? undefined : ['jwks', 'usable_keys']
}

function grantFault({
  grantTypes: granted,
  tokenEndpointAuthMethod: method,
}: OAuthSettings): Fault | undefined {
  if (granted.length === 0) return ['grantTypes', 'required']
  if (!granted.every((type) => grantTypes.includes(type))) return ['grantTypes', 'enum']
  if (new Set(granted).size !== granted.length) return ['grantTypes', 'repeated']
  // RFC 6749, section 4.4: only a client that proves itself acts in its own name.
  const actsAlone = granted.includes('client_credentials')
  return actsAlone && method === 'none' ? ['grantTypes', 'proof_required'] : undefined
}

const day = 86_400
const ranges = [
  ['accessTokenLifetime', 30, 3600],
  ['refreshTokenLifetime', 60, 366 * day],
  ['refreshTokenIdleLifetime', 60, 366 * day],
  ['refreshTokenGrace', 0, 60],
  ['defaultMaxAge', 0, 366 * day],
] as const

function lifetimeFault(settings: OAuthSettings): Fault | undefined {
  const wrong = ranges.find(([name, least, most]) => !isWithin(settings[name] ?? least, least, most))
  if (wrong) return [wrong[0], 'range']
  const isIdleLonger = settings.refreshTokenIdleLifetime > settings.refreshTokenLifetime
  return isIdleLonger ? ['refreshTokenIdleLifetime', 'longer_than_lifetime'] : undefined
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function addressFault(settings: OAuthSettings): Fault | undefined {
  for (const name of ['backchannelLogoutUri', 'frontchannelLogoutUri'] as const) {
    const uri = settings[name]
    if (uri !== null && !(/^https?:/.test(uri) && checkRedirectUri(uri).ok)) return [name, 'web_address']
  }
  const { resources } = settings
  if (resources.length > 20) return ['resources', 'too_many']
  if (new Set(resources).size !== resources.length) return ['resources', 'repeated']
  // RFC 8707, section 2: absolute, without a fragment.
  return resources.every((uri) => uri.length <= 512 && isAbsolute(uri))
    ? undefined
    : ['resources', 'absolute_uri']
}

function isAbsolute(uri: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[!"$-;=?-_a-z~]+$/i.test(uri) && URL.canParse(uri)
}

/** FAPI 2.0 Security Profile, section 5.3.2: pushed requests, PKCE, bound tokens, clients that sign. */
function profileFault(settings: OAuthSettings): Fault | undefined {
  if (settings.profile === null) return undefined
  const held = ['requiresPkce', 'requiresPushedAuthorizationRequests', 'dpopBoundAccessTokens'] as const
  const missing = held.find((name) => !settings[name])
  if (missing) return [missing, 'profile']
  if (settings.idTokenSignedResponseAlg === 'RS256') return ['idTokenSignedResponseAlg', 'profile']
  return settings.tokenEndpointAuthMethod === 'private_key_jwt'
    ? undefined
    : ['tokenEndpointAuthMethod', 'profile']
}
