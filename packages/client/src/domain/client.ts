import type { Instant, Xid } from '@lgc/kernel'
import type { OAuthChange, OAuthSettings } from './oauth-settings.ts'
import { matchesRedirectUri } from './redirect-uri.ts'

/** An application that people sign in to, or that acts with an API key. */
export type Client = {
  readonly xid: Xid
  readonly realmXid: Xid
  /** The public name of RFC 6749, section 2.2. */
  readonly clientId: string
  readonly name: string
  /** Confidential clients prove themselves, with a secret or a key; public ones cannot keep either. */
  readonly isConfidential: boolean
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  /** The ceiling: no scope outside can be requested. */
  readonly allowedScopes: readonly string[]
  readonly requiresGrant: boolean
  readonly isFirstParty: boolean
  readonly codeLifetimeInSeconds: number
  readonly logoUri: string | null
  readonly brandColor: string | null
  readonly oauth: OAuthSettings
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly deactivatedAt: Instant | null
}

/** What an operator decides about a client; the rest follows. */
export type ClientSettings = Pick<
  Client,
  | 'name'
  | 'redirectUris'
  | 'postLogoutRedirectUris'
  | 'allowedScopes'
  | 'requiresGrant'
  | 'isFirstParty'
  | 'codeLifetimeInSeconds'
  | 'logoUri'
  | 'brandColor'
> & {
  /** What is not named is left as it is; of a new client it has its default. */
  readonly oauth?: OAuthChange
}

/** The settings with nothing left to decide. */
export type SettledSettings = Omit<ClientSettings, 'oauth'> & Pick<Client, 'oauth'>

type Some<T> = { readonly [Name in keyof T]?: T[Name] | undefined }

/** Some of the settings; what is undefined is not meant. */
export type ClientChange = Some<ClientSettings>
export type SettledChange = Some<SettledSettings>

export function acceptsRedirectUri(client: Client, uri: string): boolean {
  return matchesRedirectUri(client.redirectUris, uri, !client.isConfidential)
}

export function isActive(client: Client): boolean {
  return client.deactivatedAt === null
}
