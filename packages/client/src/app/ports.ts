import type { Brand, Instant, Page, PageRequest, Trail, Xid } from '@lgc/kernel'
import type { ApiKey } from '../domain/api-key.ts'
import type { Client, SettledChange } from '../domain/client.ts'
import type { ClientAction, ClientSuspicion } from '../domain/events.ts'
import type { Grant } from '../domain/grant.ts'

export type Realm = { readonly xid: Xid; readonly name: string; readonly createdAt: Instant }

export interface Realms {
  find(name: string): Promise<Realm | undefined>
  findByXid(xid: Xid): Promise<Realm | undefined>
  /** Resolves to false when the name is taken. */
  add(realm: Realm): Promise<boolean>
  /** Resolves to false when the name is taken. */
  rename(xid: Xid, name: string): Promise<boolean>
}

/** The stored forms of a client's secrets: the current one, and the one before during its overlap. */
export type ClientSecrets = {
  readonly current: string | null
  readonly previous: string | null
  readonly previousExpiresAt: Instant | null
}

export interface Clients {
  find(clientId: string): Promise<Client | undefined>
  findByXid(xid: Xid): Promise<Client | undefined>
  secretsOf(xid: Xid): Promise<ClientSecrets>
  list(): Promise<readonly Client[]>
  /** Resolves to false when the client_id is taken. */
  add(client: Client, secretHash: string | null): Promise<boolean>
  /** What is not named stays as it is, also what somebody else is changing just now. */
  saveSettings(xid: Xid, change: SettledChange, at: Instant): Promise<void>
  /** Whoever comes next to change this client waits until this transaction is over, and sees what it wrote. */
  hold(clientId: string): Promise<void>
  /** No secret proves the client any more, neither the current one nor the one before. */
  dropSecrets(xid: Xid): Promise<void>
  /** The secret that was current stays valid until `overlapEndsAt`. */
  saveSecret(xid: Xid, secretHash: string, overlapEndsAt: Instant, at: Instant): Promise<void>
  saveDeactivation(xid: Xid, deactivatedAt: Instant | null, at: Instant): Promise<void>
}

/** A client with the hashes of its secrets, as both stand now. */
export type FindCredentials = (
  clientId: string,
) => Promise<{ readonly client: Client; readonly secrets: ClientSecrets } | undefined>

export type NewRegistrationToken = {
  readonly xid: Xid
  readonly realmXid: Xid
  readonly digest: string
  readonly uses: number
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

/** How clients register themselves, and how those that did are known again. */
export interface Registrations {
  addToken(token: NewRegistrationToken): Promise<void>
  /** One that is good for a client more, and the name of its realm. */
  findToken(digest: string, now: Instant): Promise<{ readonly xid: Xid; readonly realm: string } | undefined>
  /** Resolves to false when it is used up. */
  spendToken(xid: Xid): Promise<boolean>
  /** From now on the client is known by the token of this digest. */
  bind(clientXid: Xid, digest: string): Promise<void>
  /** Whether an active client is known by it. */
  isBound(clientXid: Xid, digest: string): Promise<boolean>
}

/** Networks in CIDR notation. */
export interface Networks {
  isNetwork(text: string): boolean
  /** False also for an address that is none. */
  includes(networks: readonly string[], address: string): boolean
}

export interface ApiKeys {
  add(key: ApiKey, digest: string): Promise<boolean>
  listOf(clientXid: Xid): Promise<readonly ApiKey[]>
  find(xid: Xid): Promise<ApiKey | undefined>
  findByDigest(digest: string): Promise<ApiKey | undefined>
  /** Resolves to false when it was revoked before. */
  revoke(xid: Xid, at: Instant): Promise<boolean>
}

export interface Grants {
  /** The active one or else the newest revoked one. */
  findNewest(personXid: Xid, clientXid: Xid): Promise<Grant | undefined>
  find(xid: Xid): Promise<Grant | undefined>
  /** Resolves to false when the person has an active grant for the client, or one of the two is gone. */
  add(grant: Grant): Promise<boolean>
  /** Resolves to false when it is revoked. */
  saveLevel(xid: Xid, accessLevel: string, at: Instant): Promise<boolean>
  /** Resolves to false when it was revoked before. */
  revoke(xid: Xid, by: Xid | null, at: Instant): Promise<boolean>
}

/** In the order of their names. */
export type ListRealms = (page: PageRequest) => Promise<Page<Realm>>

export type GrantFilter = {
  /** Of this person, or of this client. */
  readonly of: { readonly personXid: Xid } | { readonly clientXid: Xid }
  readonly includesRevoked: boolean
}

/** Newest first. */
export type ListGrants = (filter: GrantFilter, page: PageRequest) => Promise<Page<Grant>>

export type ClientFilter = {
  readonly realmXid: Xid
  /** How the client_id or the name begins; null for all. */
  readonly beginning: string | null
  readonly includesInactive: boolean
}

/** In the order of client_id. */
export type ListClients = (filter: ClientFilter, page: PageRequest) => Promise<Page<Client>>

/** Who is signed in, in the words of this context; kept by another. */
export interface SignedIn {
  /** Ends the person's app sessions of the client and forgets unused codes; tells how many sessions. */
  expel(personXid: Xid, clientXid: Xid): Promise<number>
  /** The same for everybody who is signed in to the client. */
  expelAll(clientXid: Xid): Promise<number>
}

/** Answers kept for requests that a client named, so that it may ask again. */
export interface KeptAnswers {
  /** Drops up to that many that nobody may ask for any more; tells how many. */
  forgetStale(now: Instant, limit: number): Promise<number>
}

/** One thing that a client wants to be done once, however often it asks. */
export type Once = {
  readonly clientXid: Xid
  /** The name that the client gave to its request. */
  readonly key: string
  /** Which part of the request; each part is a transaction of its own. */
  readonly part: number
  /** Keyed digest of the whole request: the same key with another request is a mistake. */
  readonly requestHmac: string
}

export type GivenAnswer = { readonly requestHmac: string; readonly answer: string }

/** What was answered under a key, for as long as a client may ask again. */
export interface GivenAnswers {
  find(once: Once, now: Instant): Promise<GivenAnswer | undefined>
  /** Resolves to false when the key is taken. While whoever has it is not done, this waits for them. */
  claim(once: Once, now: Instant): Promise<boolean>
  save(once: Once, answer: string): Promise<void>
}

/** Everything a use case of this context may touch inside one transaction. */
export type ClientUnit = Trail<ClientAction, ClientSuspicion> & {
  readonly keptAnswers: KeptAnswers
  readonly givenAnswers: GivenAnswers
  readonly realms: Realms
  readonly clients: Clients
  readonly registrations: Registrations
  readonly apiKeys: ApiKeys
  readonly grants: Grants
  readonly signedIn: SignedIn
}

/** An argon2id hash in PHC form. */
export type SecretHash = Brand<string, 'SecretHash'>

/** argon2id, bounded. Resolves to 'overloaded' rather than queueing without limit. */
export interface SecretHashes {
  hash(secret: string): Promise<SecretHash | 'overloaded'>
  verify(hash: string, secret: string): Promise<boolean | 'overloaded'>
}

/** Remembers which secret was verified against which stored hash, so that a hot client does not pay argon2id per call. */
export interface VerifiedSecrets {
  isKnown(hash: string, secret: string): boolean
  remember(hash: string, secret: string): void
}

export type Digest = (secret: string) => string

/** A fresh secret of at least 256 bits behind the prefix of its kind. */
export type NewSecret = (prefix: string) => string
