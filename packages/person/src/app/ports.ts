import type { Brand, Caller, Instant, Page, PageRequest, Trail, Xid } from '@lgc/kernel'
import type { PersonAction, PersonSuspicion } from '../domain/events.ts'
import type { CanonicalIdentifier, ParsedIdentifier } from '../domain/identifier.ts'
import type { Identity } from '../domain/identity.ts'
import type { BrowserDigest, CodeDigest, OneTimeCode } from '../domain/one-time-code.ts'
import type { Person, PersonStatus } from '../domain/person.ts'
import type { Proof, ProofDigest, ProofPurpose } from '../domain/proof.ts'
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
  /** For good, with everything that hangs on the person. Resolves to false when somebody else did first. */
  remove(xid: Xid): Promise<boolean>
  saveNames(xid: Xid, names: Pick<Person, 'nameDisplay' | 'nameLegal'>, at: Instant): Promise<void>
  /** Resolves to false when the status was that already. */
  saveStatus(xid: Xid, status: PersonStatus, reason: string | null, at: Instant): Promise<boolean>
}

export interface Identities {
  /** Resolves to false when the identifier is taken in the realm; the database's unique key is the judge. */
  add(identity: Identity, realmXid: Xid, hash: PasswordHash | null): Promise<boolean>
  find(xid: Xid): Promise<Identity | undefined>
  /** The primary one first. */
  listOf(personXid: Xid): Promise<readonly Identity[]>
  findByIdentifier(realmXid: Xid, named: ParsedIdentifier): Promise<Identity | undefined>
  /** Those of the named that there are, in no order. */
  listByIdentifiers(realmXid: Xid, named: readonly ParsedIdentifier[]): Promise<readonly Identity[]>
  findCredential(realmXid: Xid, named: ParsedIdentifier): Promise<Credential | undefined>
  /** Keeps the identifier and whether it is verified. Resolves to false when the identifier is taken. */
  saveIdentifier(identity: Identity, at: Instant): Promise<boolean>
  saveHash(xid: Xid, hash: PasswordHash, at: Instant): Promise<void>
  /** From now on the identity has no password. */
  dropHash(xid: Xid, at: Instant): Promise<void>
  /** The same password under other parameters. Does nothing when another process was faster. */
  replaceHash(xid: Xid, old: PasswordHash, hash: PasswordHash): Promise<void>
  noteUse(xid: Xid, at: Instant): Promise<void>
  noteVerification(xid: Xid, at: Instant): Promise<void>
}

export type PersonFilter = {
  readonly realmXid: Xid
  /** How a name or an identifier begins, or a whole xid; null for everybody. */
  readonly beginning: string | null
  readonly status: PersonStatus | null
}

export type ListedPerson = {
  readonly person: Person
  readonly identityCount: number
  readonly primaryIdentifier: CanonicalIdentifier | null
}

/** Persons of a realm, newest first, or by what they are called when a beginning is given. Reads by index only. */
export type SearchPersons = (filter: PersonFilter, page: PageRequest) => Promise<Page<ListedPerson>>

/** The key under which attempts at an identifier are counted: an HMAC, so that the table names nobody. */
export type AttemptKey = Brand<string, 'AttemptKey'>

export interface SignInAttempts {
  /** Counts one more attempt unless the limit is reached, and locks with the last. Exact, however many ask at once. */
  take(key: AttemptKey, now: Instant): Promise<AttemptTaken>
  /** Until when nobody may try, if so; counts nothing. */
  lockOf(key: AttemptKey, now: Instant): Promise<Instant | undefined>
  clear(key: AttemptKey): Promise<void>
  /** Drops up to that many counters in which nothing happened for long; tells how many. */
  forgetStale(now: Instant, limit: number): Promise<number>
  /** Leaves no trace of an identifier that is nobody's any more. */
  forget(key: AttemptKey): Promise<void>
}

/** Who is signed in, in the words of this context; kept by another. */
export interface SignedIn {
  /** Ends all sessions of the person and forgets unused codes; tells how many sessions. */
  expelEverywhere(personXid: Xid): Promise<number>
  /** The same, but for the one session that asks. */
  expelOthers(personXid: Xid, keptSessionXid: Xid): Promise<number>
}

/** A proof with the identity that it is about, as it stands now. */
export type ProofOfIdentity = {
  readonly proof: Proof
  readonly identity: Identity
  readonly realmXid: Xid
  readonly nameDisplay: string
  readonly status: PersonStatus
}

export interface Proofs {
  /**
   * Notes on the proof that there is already that another is asked for; whoever asks for the same at once waits
   * until this is settled. Resolves to false when there is none.
   */
  noteRequest(identityXid: Xid, purpose: ProofPurpose, at: Instant): Promise<boolean>
  /** The first for its identity and purpose. Resolves to false when another transaction added it first. */
  add(proof: Proof): Promise<boolean>
  /** Takes the place of the one before. */
  replace(proof: Proof): Promise<void>
  find(digest: ProofDigest): Promise<ProofOfIdentity | undefined>
  /** Resolves to false when another transaction did first, or a newer one took its place. */
  consume(proof: Proof, at: Instant): Promise<boolean>
  /** Nothing that was sent to the person for this purpose works any more. */
  cancelOf(personXid: Xid, purpose: ProofPurpose): Promise<void>
  /** Drops up to that many that were made before a moment; tells how many. */
  removeMadeBefore(before: Instant, limit: number): Promise<number>
}

/** How and in whose name somebody is written to. */
export type Correspondence = { readonly language: 'en' | 'ja'; readonly clientId: string | null }

export type OutgoingMessage = Correspondence & {
  readonly kind:
    | 'password_reset'
    | 'password_changed'
    | 'email_verification'
    | 'one_time_code'
    | 'email_change'
    | 'email_change_requested'
    | 'email_changed'
    | 'account_exists'
    | 'phone_change'
    | 'phone_changed'
  readonly channel: 'email' | 'sms'
  readonly recipient: string
  readonly data: Readonly<Record<string, string>>
  readonly dedupeId: string
  readonly expiresAt: Instant | null
}

/** What is to be said to people; sent by another context once this transaction is committed. */
export interface Messages {
  /** False when the recipient was sent too much already that anybody can ask for. */
  mayBeSentTo(recipient: string): Promise<boolean>
  queue(message: OutgoingMessage): Promise<void>
}

/** Tokens of links: at least 256 bits each. */
export interface ProofTokens {
  make(): string
  digest(token: string): ProofDigest
}

/** Whom a code was sent to, as the identity stands now; null when nobody has the identifier. */
export type CodeOwner = {
  readonly identity: Identity
  readonly realmXid: Xid
  readonly status: PersonStatus
}

export interface OneTimeCodes {
  /** Of an account, newest first; as many as the limits ask about. */
  recent(account: AttemptKey): Promise<readonly OneTimeCode[]>
  /** Takes the newest code out of use. Resolves to false when it is not what it was: somebody tried or replaced it. */
  supersede(newest: OneTimeCode, at: Instant): Promise<boolean>
  /** Resolves to false when another transaction added the code of this number first. */
  add(code: OneTimeCode): Promise<boolean>
  /** None of the account that was not used yet works any more. */
  cancel(account: AttemptKey, at: Instant): Promise<void>
  find(xid: Xid): Promise<{ readonly code: OneTimeCode; readonly owner: CodeOwner | null } | undefined>
  /** Counts a guess before it is looked at. Resolves to false when there is none left, or the code is of no use. */
  takeAttempt(xid: Xid, limit: number, at: Instant): Promise<boolean>
  /** Resolves to false when another transaction did first. */
  consume(xid: Xid, at: Instant): Promise<boolean>
  /** Drops up to that many that are older; tells how many. */
  forgetOlder(than: Instant, limit: number): Promise<number>
}

/** Makes codes and digests of them, under a key of the operator. */
export interface CodeMaker {
  make(): string
  digest(xid: Xid, code: string): CodeDigest
  /** Takes the same time wherever the difference is. */
  isRight(code: Pick<OneTimeCode, 'xid' | 'digest'>, typed: string): boolean
  digestBrowser(token: string): BrowserDigest
}

/** Everything a use case of this context may touch inside one transaction. */
export type PersonUnit = Trail<PersonAction, PersonSuspicion> & {
  readonly persons: Persons
  readonly identities: Identities
  readonly attempts: SignInAttempts
  readonly signedIn: SignedIn
  readonly proofs: Proofs
  readonly codes: OneTimeCodes
  readonly messages: Messages
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

/** How fast attempts under a key may follow each other. Only refused ones count: whoever gets in does not guess. */
export interface PaceAttempts {
  /** In how many seconds the next attempt may be looked at; 0 for now. */
  waitBefore(key: AttemptKey, caller: Caller): Promise<number>
  noteRefusal(key: AttemptKey, caller: Caller): Promise<void>
}

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
