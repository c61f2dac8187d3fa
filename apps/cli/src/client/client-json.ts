import { type Client, isActive } from '@lgc/client'
import { type OAuthMetadata, oauthToMetadata } from '@lgc/composition'

export type ClientJson = {
  readonly xid: string
  readonly client_id: string
  readonly name: string
  readonly type: 'confidential' | 'public'
  readonly realm_xid: string
  readonly redirect_uris: readonly string[]
  readonly post_logout_redirect_uris: readonly string[]
  readonly allowed_scopes: readonly string[]
  readonly requires_grant: boolean
  readonly is_first_party: boolean
  readonly code_lifetime_in_seconds: number
  readonly logo_uri: string | null
  readonly brand_color: string | null
  readonly oauth: OAuthMetadata
  readonly is_active: boolean
  readonly created_at: string
}

/** A client as the command line prints it; never a secret. */
export function clientJson(client: Client): ClientJson {
  return {
    xid: client.xid,
    client_id: client.clientId,
    name: client.name,
    type: clientType(client),
    realm_xid: client.realmXid,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    allowed_scopes: client.allowedScopes,
    requires_grant: client.requiresGrant,
    is_first_party: client.isFirstParty,
    code_lifetime_in_seconds: client.codeLifetimeInSeconds,
    logo_uri: client.logoUri,
    brand_color: client.brandColor,
    oauth: oauthToMetadata(client.oauth),
    is_active: isActive(client),
    created_at: new Date(client.createdAt).toISOString(),
  }
}

export function clientType({ isConfidential }: Client): 'confidential' | 'public' {
  return isConfidential ? 'confidential' : 'public'
}
