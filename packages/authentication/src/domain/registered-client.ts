import type { Xid } from '@lgc/kernel'

/** What this context needs to know of a client. */
export type RegisteredClient = {
  readonly xid: Xid
  readonly realmXid: Xid
  readonly clientId: string
  readonly name: string
  readonly isActive: boolean
  readonly isConfidential: boolean
  readonly isFirstParty: boolean
  readonly requiresGrant: boolean
  readonly allowedScopes: readonly string[]
  readonly codeLifetimeInSeconds: number
  readonly oauth: ProtocolTerms
  readonly postLogoutRedirectUris: readonly string[]
  readonly acceptsRedirectUri: (uri: string) => boolean
}

/** What a client is allowed and held to in OAuth and OpenID Connect; names of RFC 7591, lifetimes in seconds. */
export type ProtocolTerms = {
  readonly tokenEndpointAuthMethod: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'
  readonly grantTypes: readonly string[]
  readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] } | null
  readonly jwksUri: string | null
  readonly idTokenSignedResponseAlg: 'ES256' | 'RS256' | 'EdDSA'
  readonly accessTokenFormat: 'opaque' | 'jwt'
  readonly accessTokenLifetime: number
  readonly requiresPkce: boolean
  readonly requiresPushedAuthorizationRequests: boolean
  readonly dpopBoundAccessTokens: boolean
  readonly profile: 'fapi2' | null
  readonly resources: readonly string[]
  readonly refreshTokenLifetime: number
  readonly refreshTokenIdleLifetime: number
  readonly refreshTokenGrace: number
  readonly backchannelLogoutUri: string | null
  readonly backchannelLogoutSessionRequired: boolean
  readonly frontchannelLogoutUri: string | null
  readonly frontchannelLogoutSessionRequired: boolean
  readonly defaultMaxAge: number | null
}

/** How the person and the client stand; `none` means that there never was a grant. */
export type Access =
  | { readonly state: 'active'; readonly xid: Xid; readonly accessLevel: string }
  | { readonly state: 'revoked' | 'none' }

export type AccessRefusal = 'grant_required' | 'grant_revoked'

/** Whether the gate of a client is shut for a person; the answer tells a revoked grant from one never given. */
export function gateRefusal(requiresGrant: boolean, access: Access): AccessRefusal | undefined {
  if (!requiresGrant || access.state === 'active') return undefined
  return access.state === 'revoked' ? 'grant_revoked' : 'grant_required'
}
