import type { OAuthChange, OAuthSettings, TokenEndpointAuthMethod } from './oauth-settings.ts'

/** What the FAPI 2.0 Security Profile asks for: whoever switches it on need not name the rest. */
const impliedByFapi2 = {
  tokenEndpointAuthMethod: 'private_key_jwt',
  requiresPkce: true,
  requiresPushedAuthorizationRequests: true,
  dpopBoundAccessTokens: true,
} as const satisfies OAuthChange

/** The settings as they will be: what is named, then what the profile that is named implies, then as before. */
export function changedOAuthSettings(before: OAuthSettings, change: OAuthChange): OAuthSettings {
  return { ...before, ...impliedBy(change), ...named(change) }
}

/** How a new client will prove itself; by its type when nothing else is said. */
export function authMethodOf(change: OAuthChange, isPublic: boolean): TokenEndpointAuthMethod {
  const method = change.tokenEndpointAuthMethod ?? impliedBy(change).tokenEndpointAuthMethod
  return method ?? (isPublic ? 'none' : 'client_secret_basic')
}

export function usesSecret(method: TokenEndpointAuthMethod): boolean {
  return method === 'client_secret_basic' || method === 'client_secret_post'
}

function impliedBy({ profile }: OAuthChange): Partial<OAuthSettings> {
  return profile === 'fapi2' ? impliedByFapi2 : {}
}

function named(change: OAuthChange): Partial<OAuthSettings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}
