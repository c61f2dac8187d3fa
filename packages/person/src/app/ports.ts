import type { Brand, Caller, Instant, Trail, Xid } from '@lgc/kernel'
import type { PersonAction, PersonSuspicion } from '../domain/events.ts'
import type { ParsedIdentifier } from '../domain/identifier.ts'
import type { Identity } from '../domain/identity.ts'
import type { Person, PersonStatus } from '../domain/person.ts'
import type { AttemptTaken } from '../domain/sign-in-attempts.ts'

/** An argon2id hash in PHC form. */
export type PasswordHash = Brand<string, 'PasswordHash'>

/** Changes whenever the identifier or the password of an identity does, and says nothing of either. */
export type CredentialVersion = Brand<string, 'CredentialVersion'>

/** What is needed to check a password, and to say afterwards whose it was. */
export type Credential = {
  readonly identityXid: Xid
  readonly personXid: Xid
  readonly status: PersonStatus
  readonly hash: PasswordHash | null
  readonly version: CredentialVersion
}

export interface Persons {
  add(person: Person): Promise<void>
  find(xid: Xid): Promise<Person | undefined>
  /** For good, with everything that hangs on the person. */
  remove(xid: Xid): Promise<void>
  saveNames(xid: Xid, names: Pick<Person, 'nameDisplay' | 'nameLegal'>, at: Instant): Promise<void>
  /** Resolves to false when the status was that already. */
  saveStatus(xid: Xid, status: PersonStatus, reason: string | null, at: Instant): Promise<boolean>
}

export interface Identities {
  /** Resolves to false when the identifier is taken in the realm; the database's unique key is the judge. */
  add(identity: Identity, realmXid: Xid, hash: PasswordHash | null): Promise<boolean>
  findByIdentifier(realmXid: Xid, named: ParsedIdentifier): Promise<Identity | undefined>
  findCredential(realmXid: Xid, named: ParsedIdentifier): Promise<Credential | undefined>
  saveHash(xid: Xid, hash: PasswordHash, at: Instant): Promise<void>
  /** The same password under other parameters. Does nothing when another process was faster. */
  replaceHash(xid: Xid, old: PasswordHash, hash: PasswordHash): Promise<void>
  noteUse(xid: Xid, at: Instant): Promise<void>
  noteVerification(xid: Xid, at: Instant): Promise<void>
}

/** The key under which attempts at an identifier are counted: an HMAC, so that the table names nobody. */
export type AttemptKey = Brand<string, 'AttemptKey'>

export interface SignInAttempts {
  /** Counts one more attempt unless the limit is reached, and locks with the last. Exact, however many ask at once. */
  take(key: AttemptKey, now: Instant): Promise<AttemptTaken>
  /** Until when nobody may try, if so; counts nothing. */
  lockOf(key: AttemptKey, now: Instant): Promise<Instant | undefined>
  clear(key: AttemptKey): Promise<void>
  /** Drops up to that many counters in which nothing happened for long; tells how many. */
  forget(now: Instant, limit: number): Promise<number>
}

/** Who is signed in, in the words of this context; kept by another. */
export interface SignedIn {
  /** Ends all sessions of the person and forgets unused codes; tells how many sessions. */
  expelEverywhere(personXid: Xid): Promise<number>
}

/** Everything a use case of this context may touch inside one transaction. */
export type PersonUnit = Trail<PersonAction, PersonSuspicion> & {
  readonly persons: Persons
  readonly identities: Identities
  readonly attempts: SignInAttempts
  readonly signedIn: SignedIn
}

/** One turn at the key derivation function. */
export interface HashingTurn {
  hash(password: string): Promise<PasswordHash>
  /** Without a hash it does the same work and answers false. */
  verify(hash: PasswordHash | null, password: string): Promise<boolean>
  /** Whether the hash has the parameters of today. */
  isCurrent(hash: PasswordHash): boolean
}

/**
 * Hands out turns, a bounded number at a time. Resolves to 'overloaded' when too many wait already:
 * argon2id would otherwise queue without limit.
 */
export type TakeHashingTurn = <T>(work: (turn: HashingTurn) => Promise<T>) => Promise<T | 'overloaded'>

/** In how many seconds the next attempt under the key may be looked at; 0 for now. */
export type PaceAttempts = (key: AttemptKey, caller: Caller) => Promise<number>

/**
 * Browsers that proved an account before. Their attempts are counted apart from everybody else's: a stranger
 * who keeps the account locked does not lock its owner out.
 */
export interface KnownDevices {
  /** Under which key the attempts of the browser at the account are counted. */
  counterOf(account: AttemptKey, device: string | null): AttemptKey
  /** What the browser is to keep once it has proved the account. */
  remember(account: AttemptKey, device: string | null): string
}

export type AttemptKeyOf = (realmXid: Xid, named: ParsedIdentifier) => AttemptKey
