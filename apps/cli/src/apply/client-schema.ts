import {
  type SettledSettings,
  apiKeyRoles,
  checkClientSettings,
  clientIdForm,
  defaultOAuthSettings,
} from '@lgc/client'
import { nodeNetworks } from '@lgc/client/infra'
import type { Config } from '@lgc/composition'
import { instant } from '@lgc/kernel'
import { z } from 'zod'
import { explain } from '../explain.ts'
import { oauthSchema, settledOAuth } from './oauth-schema.ts'
import type { WantedClient, WantedKey } from './wanted.ts'

type Around = { readonly secret: z.ZodType<string>; readonly config: Config }

/** RFC 6749, section 10.10: nobody may guess it. */
const shortestInProduction = 32
const onOff = (preset: boolean) => z.boolean().default(preset)

/** A client as the apply file has it. */
export function clientSchema({ secret, config }: Around): z.ZodType<WantedClient> {
  const least = config.environment === 'production' ? shortestInProduction : 1
  const strong = secret.refine(({ length }) => length >= least, `must have ${least} characters at least`)
  return z
    .strictObject({
      client_id: z.string().regex(clientIdForm, explain('client_id_invalid').sentence),
      name: setting(z.string(), (name) => ({ name })),
      realm: z.string().default('default'),
      redirect_uris: uris,
      post_logout_redirect_uris: uris,
      allowed_scopes: z.array(setting(z.string(), (scope) => ({ allowedScopes: [scope] }))).default([]),
      client_secret: strong.optional(),
      requires_grant: onOff(false),
      is_first_party: onOff(false),
      is_active: z.boolean().nullish(),
      code_lifetime_in_seconds: lifetime.default(600),
      logo_uri: setting(z.string(), (logoUri) => ({ logoUri })).nullish(),
      brand_color: setting(z.string(), (brandColor) => ({ brandColor })).nullish(),
      oauth: oauthSchema,
      api_keys: z.array(apiKeySchema(strong)).default([]),
    })
    .superRefine(({ oauth, client_secret: given }, context) => {
      const { problem } = settledOAuth(oauth, given !== undefined)
      if (problem) context.addIssue({ code: 'custom', ...problem })
    })
    .transform((entry) => ({
      clientId: entry.client_id,
      realm: entry.realm,
      settings: {
        name: entry.name,
        redirectUris: entry.redirect_uris,
        postLogoutRedirectUris: entry.post_logout_redirect_uris,
        allowedScopes: entry.allowed_scopes,
        requiresGrant: entry.requires_grant,
        isFirstParty: entry.is_first_party,
        codeLifetimeInSeconds: entry.code_lifetime_in_seconds,
        logoUri: entry.logo_uri ?? null,
        brandColor: entry.brand_color ?? null,
        oauth: settledOAuth(entry.oauth, entry.client_secret !== undefined).settings,
      },
      secret: entry.client_secret ?? null,
      isActive: entry.is_active ?? null,
      apiKeys: entry.api_keys,
    }))
}

function apiKeySchema(secret: z.ZodType<string>): z.ZodType<WantedKey> {
  return z
    .strictObject({
      name: z.string().trim().min(1, 'must not be empty').max(100, 'must have 100 characters at most'),
      role: z.enum(apiKeyRoles, `must be ${apiKeyRoles.join(', ')}`),
      // It travels in a header.
      key: secret.refine((key) => /^[!-~]+$/.test(key), 'must be plain ASCII without blanks').optional(),
      expires_at: z.iso
        .datetime({ offset: true, error: 'must be a time such as 2030-01-31T00:00:00Z' })
        .nullish(),
      allowed_networks: z
        .array(z.string().refine(nodeNetworks.isNetwork, explain('network_invalid').sentence))
        .min(1, 'must name a network, or be left out')
        .nullish(),
    })
    .transform(({ name, role, key, expires_at, allowed_networks }) => ({
      name,
      role,
      key: key ?? null,
      expiresAt: expires_at ? instant(Date.parse(expires_at)) : null,
      allowedNetworks: allowed_networks ?? null,
    }))
}

const harmless = {
  oauth: defaultOAuthSettings(false),
  name: 'A client',
  redirectUris: [],
  postLogoutRedirectUris: [],
  allowedScopes: [],
  requiresGrant: false,
  isFirstParty: false,
  codeLifetimeInSeconds: 600,
  logoUri: null,
  brandColor: null,
}

/** The domain judges one setting at a time, so that all that are wrong show at once. */
function setting<T>(schema: z.ZodType<T>, settingsOf: (value: T) => Partial<SettledSettings>): z.ZodType<T> {
  return schema.superRefine((value, context) => {
    const checked = checkClientSettings('any', { ...harmless, ...settingsOf(value) }, false)
    if (!checked.ok) context.addIssue(explain(checked.refusal).sentence)
  })
}

const uris = z.array(setting(z.string(), (uri) => ({ redirectUris: [uri] }))).default([])
const lifetime = z
  .int('must be a whole number')
  .min(60, 'must be 60 at least')
  .max(600, 'must be 600 at most')
