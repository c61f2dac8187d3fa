import type { Instant, Trail, Transact } from '@lgc/kernel'
import type { AuthenticationAction, AuthenticationSuspicion } from '../../domain/events.ts'
import type { SealedPrivateKey, SigningAlgorithm, SigningKey } from '../../domain/keys/signing-key.ts'
import type { TokenClaims, TokenHeader } from '../../domain/keys/token.ts'

export interface SigningKeys {
  /** All that there ever were. */
  list(): Promise<readonly SigningKey[]>
  /** Resolves to false when there is a key of that generation: another process was first. */
  add(key: SigningKey): Promise<boolean>
  /** Forgets the private half, too. Resolves to false when somebody else did first; so do the others below. */
  revoke(kid: string, at: Instant): Promise<boolean>
  /** Forgets the private half of a key that is over. */
  erase(kid: string): Promise<boolean>
  reseal(kid: string, from: SealedPrivateKey, to: SealedPrivateKey): Promise<boolean>
}

export type KeysUnit = Trail<AuthenticationAction, AuthenticationSuspicion> & { readonly keys: SigningKeys }

export type TransactOnKeys = Transact<KeysUnit>

/** All keys, a few seconds old at most, so that nobody asks the database for every token. */
export interface Keyring {
  read(): Promise<readonly SigningKey[]>
  /** However old, where the database cannot be asked. */
  readEvenIfOld(): Promise<readonly SigningKey[]>
  /** The next one to read asks the database. */
  forget(): void
}

export type NewKey = Pick<SigningKey, 'kid' | 'algorithm' | 'publicJwk'> & {
  readonly sealed: SealedPrivateKey
}

/** Makes keys, and keeps their private halves encrypted. */
export interface KeyVault {
  make(algorithm: SigningAlgorithm): Promise<NewKey>
  /** The same private key under the current encryption key; undefined when it is under that one already. */
  reseal(key: SigningKey): SealedPrivateKey | undefined
  /** True of a key whose private half is forgotten, too. */
  readonly canOpen: (key: SigningKey) => boolean
}

/** JWS in its compact form (RFC 7515). */
export interface TokenSignatures {
  sign(key: SigningKey, header: TokenHeader, claims: TokenClaims): Promise<string>
  /** What stands in a token, whoever wrote it; undefined when it has not the form of one. */
  read(token: string): Unproven | undefined
  isSignedBy(key: SigningKey, token: string): Promise<boolean>
  /** The left half of a digest, as `at_hash` has it (OpenID Connect Core 1.0, section 3.1.3.6). */
  halfDigest(algorithm: SigningAlgorithm, text: string): string
}

export type Unproven = {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}
