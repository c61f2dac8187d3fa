import {
  type ApiKey,
  type Client,
  type ClientChange,
  type ClientSettings,
  apiKeyRoles,
  defaultOAuthSettings,
  isActive,
} from '@lgc/client'
import { oauthFromMetadata, oauthShape, oauthToMetadata } from '@lgc/composition'
import { z } from 'zod'
import { clientId, examples, redirectUri, scopes, timestamp, xid } from '../schemas.ts'
import { optionalTimestamp, timestampOf } from '../wire.ts'

/** What an operator decides about a client, on the wire. */
export const settingsShape = {
  name: z
    .string()
    .max(200)
    .refine((text) => text.trim() !== '', 'blank'),
  redirect_uris: z.array(redirectUri).max(50),
  post_logout_redirect_uris: z.array(redirectUri).max(50),
  allowed_scopes: scopes,
  requires_grant: z.boolean(),
  is_first_party: z.boolean(),
  code_lifetime_in_seconds: z.int().min(10).max(600),
  logo_uri: z.string().max(2048).nullable(),
  brand_color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .nullable(),
  oauth: z.strictObject(oauthShape).partial(),
} as const

export const client = z.strictObject({
  xid,
  client_id: clientId,
  type: z.enum(['confidential', 'public']),
  ...settingsShape,
  allowed_scopes: z.array(z.string()),
  oauth: z.strictObject(oauthShape),
  is_active: z.boolean(),
  created_at: timestamp,
  updated_at: timestamp,
})

export function clientToWire(of: Client): z.input<typeof client> {
  return {
    xid: of.xid,
    client_id: of.clientId,
    type: of.isConfidential ? 'confidential' : 'public',
    name: of.name,
    redirect_uris: [...of.redirectUris],
    post_logout_redirect_uris: [...of.postLogoutRedirectUris],
    allowed_scopes: [...of.allowedScopes],
    requires_grant: of.requiresGrant,
    is_first_party: of.isFirstParty,
    code_lifetime_in_seconds: of.codeLifetimeInSeconds,
    logo_uri: of.logoUri,
    brand_color: of.brandColor,
    oauth: oauthToMetadata(of.oauth),
    is_active: isActive(of),
    created_at: timestampOf(of.createdAt),
    updated_at: timestampOf(of.updatedAt),
  }
}

type WireSettings = z.output<z.ZodObject<typeof settingsShape>>

export function settingsFrom(wire: WireSettings): ClientSettings {
  return {
    name: wire.name,
    redirectUris: wire.redirect_uris,
    postLogoutRedirectUris: wire.post_logout_redirect_uris,
    allowedScopes: wire.allowed_scopes,
    requiresGrant: wire.requires_grant,
    isFirstParty: wire.is_first_party,
    codeLifetimeInSeconds: wire.code_lifetime_in_seconds,
    logoUri: wire.logo_uri,
    brandColor: wire.brand_color,
    oauth: oauthFromMetadata(wire.oauth),
  }
}

type WireChange = { readonly [Name in keyof WireSettings]?: WireSettings[Name] | undefined }

export function changeFrom(wire: WireChange): ClientChange {
  return {
    name: wire.name,
    redirectUris: wire.redirect_uris,
    postLogoutRedirectUris: wire.post_logout_redirect_uris,
    allowedScopes: wire.allowed_scopes,
    requiresGrant: wire.requires_grant,
    isFirstParty: wire.is_first_party,
    codeLifetimeInSeconds: wire.code_lifetime_in_seconds,
    logoUri: wire.logo_uri,
    brandColor: wire.brand_color,
    oauth: wire.oauth && oauthFromMetadata(wire.oauth),
  }
}

export const apiKey = z.strictObject({
  xid,
  client_id: clientId,
  name: z.string(),
  prefix: z.string(),
  role: z.enum(apiKeyRoles),
  allowed_networks: z.array(z.string()).nullable(),
  created_at: timestamp,
  last_used_at: timestamp.nullable(),
  expires_at: timestamp.nullable(),
  revoked_at: timestamp.nullable(),
})

export function apiKeyToWire(key: ApiKey): z.input<typeof apiKey> {
  return {
    xid: key.xid,
    client_id: key.clientId,
    name: key.name,
    prefix: key.prefix,
    role: key.role,
    allowed_networks: key.allowedNetworks && [...key.allowedNetworks],
    created_at: timestampOf(key.createdAt),
    last_used_at: optionalTimestamp(key.lastUsedAt),
    expires_at: optionalTimestamp(key.expiresAt),
    revoked_at: optionalTimestamp(key.revokedAt),
  }
}

const oauthExample = {
  ...oauthToMetadata(defaultOAuthSettings(true)),
  resources: ['https://api.example/'],
  backchannel_logout_uri: 'https://bar.example/backchannel-logout',
}

export const clientExample = {
  xid: examples.clientXid,
  client_id: 'bar-app',
  type: 'confidential',
  name: 'Bar',
  redirect_uris: ['https://bar.example/callback'],
  post_logout_redirect_uris: [],
  allowed_scopes: ['openid', 'profile', 'email'],
  requires_grant: false,
  is_first_party: false,
  code_lifetime_in_seconds: 600,
  logo_uri: null,
  brand_color: null,
  oauth: oauthExample,
  is_active: true,
  created_at: examples.now,
  updated_at: examples.now,
} as const

export const apiKeyExample = {
  xid: examples.apiKeyXid,
  client_id: 'bar-app',
  name: 'sessions',
  prefix: 'lgk_s_AbCdEf',
  role: 'service',
  allowed_networks: ['192.0.2.0/24'],
  created_at: examples.now,
  last_used_at: null,
  expires_at: null,
  revoked_at: null,
} as const
