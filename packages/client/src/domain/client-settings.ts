import { type Result, accept, refuse } from '@lgc/kernel'
import { type OAuthSettingsProblem, checkOAuthSettings } from './check-oauth-settings.ts'
import type { ClientChange, SettledSettings } from './client.ts'
import { changedOAuthSettings } from './oauth-change.ts'
import { type RedirectUriProblem, checkRedirectUri } from './redirect-uri.ts'

export type ClientSettingsProblem =
  | 'client_id_invalid'
  | 'name_invalid'
  | 'scope_invalid'
  | 'code_lifetime_invalid'
  | 'logo_uri_invalid'
  | 'brand_color_invalid'
  | OAuthSettingsProblem
  | { readonly reason: 'redirect_uri_invalid'; readonly uri: string; readonly problem: RedirectUriProblem }

export const clientIdForm: RegExp = /^[A-Za-z0-9._-]{3,64}$/
const scopeForm = /^[a-z][a-z0-9_.:-]{0,63}$/
const longestCodeLifetime = 600

/** A client that is set wrong is refused when it is set, with the reason. */
export function checkClientSettings(
  clientId: string,
  settings: SettledSettings,
  hasSecret: boolean,
): Result<SettledSettings, ClientSettingsProblem> {
  if (!clientIdForm.test(clientId)) return refuse('client_id_invalid')
  if (settings.name.trim() === '' || settings.name.length > 200) return refuse('name_invalid')
  if (!settings.allowedScopes.every((scope) => scopeForm.test(scope))) return refuse('scope_invalid')
  for (const uri of [...settings.redirectUris, ...settings.postLogoutRedirectUris]) {
    const checked = checkRedirectUri(uri)
    if (!checked.ok) return refuse({ reason: 'redirect_uri_invalid', uri, problem: checked.refusal })
  }
  const oauth = checkOAuthSettings(settings.oauth, hasSecret)
  if (!oauth.ok) return oauth
  return checkAppearance(settings)
}

/** The settings as they will be. */
export function changedSettings(before: SettledSettings, change: ClientChange): SettledSettings {
  return {
    oauth: changedOAuthSettings(before.oauth, change.oauth ?? {}),
    name: change.name ?? before.name,
    redirectUris: change.redirectUris ?? before.redirectUris,
    postLogoutRedirectUris: change.postLogoutRedirectUris ?? before.postLogoutRedirectUris,
    allowedScopes: change.allowedScopes ?? before.allowedScopes,
    requiresGrant: change.requiresGrant ?? before.requiresGrant,
    isFirstParty: change.isFirstParty ?? before.isFirstParty,
    codeLifetimeInSeconds: change.codeLifetimeInSeconds ?? before.codeLifetimeInSeconds,
    logoUri: change.logoUri === undefined ? before.logoUri : change.logoUri,
    brandColor: change.brandColor === undefined ? before.brandColor : change.brandColor,
  }
}

function checkAppearance(settings: SettledSettings): Result<SettledSettings, ClientSettingsProblem> {
  const { codeLifetimeInSeconds: lifetime, logoUri, brandColor } = settings
  const isLifetime = Number.isInteger(lifetime) && lifetime >= 10 && lifetime <= longestCodeLifetime
  if (!isLifetime) return refuse('code_lifetime_invalid')
  if (brandColor !== null && !/^#[0-9a-f]{6}$/i.test(brandColor)) return refuse('brand_color_invalid')
  const isLogo = logoUri === null || (logoUri.startsWith('https://') && checkRedirectUri(logoUri).ok)
  return isLogo ? accept(settings) : refuse('logo_uri_invalid')
}
