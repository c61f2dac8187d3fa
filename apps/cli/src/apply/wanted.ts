import type { ApiKeyRole, SettledSettings } from '@lgc/client'
import type { Instant } from '@lgc/kernel'
import type { ParsedIdentifier, PersonStatus } from '@lgc/person'

export type WantedKey = {
  readonly name: string
  readonly role: ApiKeyRole
  /** One that was given; a key that is missing is made when it is null. */
  readonly key: string | null
  readonly expiresAt: Instant | null
  /** From everywhere when it is null. */
  readonly allowedNetworks: readonly string[] | null
}

export type WantedClient = {
  readonly clientId: string
  readonly realm: string
  readonly settings: SettledSettings
  /** Null for a client that is public or proves itself with keys. */
  readonly secret: string | null
  /** Left as it is when null; a new client is active. */
  readonly isActive: boolean | null
  readonly apiKeys: readonly WantedKey[]
}

export type WantedIdentity = {
  readonly named: ParsedIdentifier
  readonly identifier: string
  readonly password: string | null
  readonly isVerified: boolean
}

export type WantedGrant = { readonly clientId: string; readonly accessLevel: string }

export type WantedPerson = {
  readonly realm: string
  readonly nameDisplay: string
  readonly nameLegal: string | null
  readonly identities: readonly WantedIdentity[]
  readonly grants: readonly WantedGrant[]
  /** Left as it is when null. */
  readonly status: PersonStatus | null
}

/** An entry and where in the file it is. */
export type Placed<Entry> = { readonly path: string; readonly entry: Entry }

export type Wanted = {
  readonly realms: readonly Placed<string>[]
  readonly clients: readonly Placed<WantedClient>[]
  readonly persons: readonly Placed<WantedPerson>[]
  /** Of all clients in the file, also of those that are not described well. */
  readonly mentionedClients: ReadonlySet<string>
}
