import { type Client, type ClientSettings, defaultOAuthSettings } from '@lgc/client'
import { type OAuthMetadata, oauthFromMetadata, oauthShape, oauthToMetadata } from '@lgc/composition'
import { z } from 'zod'
import { redirectUri } from '../../routes/schemas.ts'

/** What clients that nobody vouched for may ask people for. */
const openScopes = ['openid', 'profile', 'email', 'phone', 'offline_access']

/** The OAuth settings that a client may decide for itself; the rest is for operators. */
const ownSettings = [
  'token_endpoint_auth_method',
  'grant_types',
  'jwks',
  'jwks_uri',
  'id_token_signed_response_alg',
  'require_pushed_authorization_requests',
  'dpop_bound_access_tokens',
  'backchannel_logout_uri',
  'backchannel_logout_session_required',
  'frontchannel_logout_uri',
  'frontchannel_logout_session_required',
  'default_max_age',
] as const

const ownShape = {
  token_endpoint_auth_method: oauthShape.token_endpoint_auth_method,
  grant_types: oauthShape.grant_types,
  jwks: oauthShape.jwks,
  jwks_uri: oauthShape.jwks_uri,
  id_token_signed_response_alg: oauthShape.id_token_signed_response_alg,
  require_pushed_authorization_requests: oauthShape.require_pushed_authorization_requests,
  dpop_bound_access_tokens: oauthShape.dpop_bound_access_tokens,
  backchannel_logout_uri: oauthShape.backchannel_logout_uri,
  backchannel_logout_session_required: oauthShape.backchannel_logout_session_required,
  frontchannel_logout_uri: oauthShape.frontchannel_logout_uri,
  frontchannel_logout_session_required: oauthShape.frontchannel_logout_session_required,
  default_max_age: oauthShape.default_max_age,
} satisfies Pick<typeof oauthShape, (typeof ownSettings)[number]>

/** RFC 7591, section 2, and OpenID Connect Dynamic Client Registration 1.0, section 2; the rest is ignored. */
export const clientMetadata = z.object({
  redirect_uris: z.array(redirectUri).max(50).default([]),
  post_logout_redirect_uris: z.array(redirectUri).max(50).default([]),
  client_name: z.string().trim().min(1).max(200).optional(),
  logo_uri: z.string().max(2048).optional(),
  scope: z.string().max(2048).optional(),
  response_types: z.array(z.literal('code')).default(['code']),
  subject_type: z.literal('public').default('public'),
  ...z.object(ownShape).partial().shape,
})

export type ClientMetadata = z.output<typeof clientMetadata>

/** A client without a way for people back to it could only act for itself. */
export function lacksRedirectUri({ redirect_uris, grant_types }: ClientMetadata): boolean {
  return redirect_uris.length === 0 && (grant_types ?? ['authorization_code']).includes('authorization_code')
}

export function settingsOf(metadata: ClientMetadata): ClientSettings {
  const grantTypes = metadata.grant_types ?? ['authorization_code']
  const wanted = metadata.scope?.split(' ')
  return {
    name: metadata.client_name ?? 'A client without a name',
    redirectUris: metadata.redirect_uris,
    postLogoutRedirectUris: metadata.post_logout_redirect_uris,
    allowedScopes: openScopes.filter((scope) => !wanted || scope === 'openid' || wanted.includes(scope)),
    requiresGrant: false,
    isFirstParty: false,
    codeLifetimeInSeconds: 600,
    logoUri: metadata.logo_uri ?? null,
    brandColor: null,
    oauth: oauthFromMetadata({
      ...own(oauthToMetadata(defaultOAuthSettings(true))),
      // The default of OpenID Connect Dynamic Client Registration 1.0, section 2.
      id_token_signed_response_alg: 'RS256',
      ...own(metadata),
      grant_types: grantTypes,
    }),
  }
}

/** What is kept of it, in the same words; what is null was not said. */
export function metadataOf(client: Client): Readonly<Record<string, unknown>> {
  const members = {
    client_id: client.clientId,
    client_id_issued_at: Math.floor(client.createdAt / 1000),
    client_name: client.name,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    logo_uri: client.logoUri,
    scope: client.allowedScopes.join(' '),
    response_types: ['code'],
    subject_type: 'public',
    ...own(oauthToMetadata(client.oauth)),
  }
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))
}

function own(metadata: Partial<OAuthMetadata> | ClientMetadata): Partial<OAuthMetadata> {
  return Object.fromEntries(
    ownSettings.filter((name) => metadata[name] !== undefined).map((name) => [name, metadata[name]]),
  )
}
