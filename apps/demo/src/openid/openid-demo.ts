import type { AuthorizationCodeGrantChecks, Configuration } from 'openid-client'
import type { BrowserCookie } from '../browser-cookie.ts'
import type { DemoSettings } from '../demo-settings.ts'
import type { ExpiringMap } from '../expiring-map.ts'

/** A sign-in that is on its way: what the answer will be held against, and whose it is. */
type OpenIdSignIn = { readonly browser: string; readonly checks: AuthorizationCodeGrantChecks }

/** A signed-in browser. Tokens never leave the server; the form token goes into its forms. */
export type OpenIdSession = {
  readonly subject: string
  readonly accessToken: string
  readonly accessTokenExpiresAt: number
  readonly refreshToken: string | undefined
  readonly idToken: string
  readonly signedInAt: number
  readonly refreshes: number
  readonly formToken: string
}

/** What every route of the app may use. */
export type OpenIdDemo = {
  readonly settings: DemoSettings
  readonly configuration: () => Promise<Configuration>
  readonly cookie: BrowserCookie
  readonly signIns: ExpiringMap<OpenIdSignIn>
  readonly sessions: ExpiringMap<OpenIdSession>
}
