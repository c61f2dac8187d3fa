import {
  type OAuthChange,
  type OAuthSettings,
  accessTokenFormats,
  grantTypes,
  oauthNames,
  signingAlgorithms,
  tokenEndpointAuthMethods,
} from '@lgc/client'
import { z } from 'zod'

const seconds = z.int().min(0)
const address = z.string().max(2048).nullable()
const keySet = z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())).min(1) })

/** The OAuth settings of a client as they are written in requests, files and answers. */
export const oauthShape = {
  token_endpoint_auth_method: z.enum(tokenEndpointAuthMethods),
  grant_types: z.array(z.enum(grantTypes)),
  jwks: keySet.nullable(),
  jwks_uri: address,
  id_token_signed_response_alg: z.enum(signingAlgorithms),
  access_token_format: z.enum(accessTokenFormats),
  access_token_lifetime: seconds,
  require_pkce: z.boolean(),
  require_pushed_authorization_requests: z.boolean(),
  dpop_bound_access_tokens: z.boolean(),
  profile: z.enum(['fapi2']).nullable(),
  resources: z.array(z.string().max(512)),
  refresh_token_lifetime: seconds,
  refresh_token_idle_lifetime: seconds,
  refresh_token_grace: seconds,
  backchannel_logout_uri: address,
  backchannel_logout_session_required: z.boolean(),
  frontchannel_logout_uri: address,
  frontchannel_logout_session_required: z.boolean(),
  default_max_age: seconds.nullable(),
} as const satisfies Record<(typeof oauthNames)[keyof OAuthSettings], z.ZodType>

export type OAuthMetadata = z.output<z.ZodObject<typeof oauthShape>>
export type SomeOAuthMetadata = {
  readonly [Name in keyof OAuthMetadata]?: OAuthMetadata[Name] | undefined
}

const settingNames = Object.keys(oauthNames) as readonly (keyof OAuthSettings)[]

export function oauthToMetadata(settings: OAuthSettings): OAuthMetadata {
  const members = settingNames.map((name) => [oauthNames[name], settings[name]])
  // The names are those of the shape, and each setting is of the type that its member has.
  return Object.fromEntries(members) as OAuthMetadata
}

export function oauthFromMetadata(metadata: SomeOAuthMetadata): OAuthChange {
  const named = settingNames.filter((name) => metadata[oauthNames[name]] !== undefined)
  return Object.fromEntries(named.map((name) => [name, metadata[oauthNames[name]]]))
}
