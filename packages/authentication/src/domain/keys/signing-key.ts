import type { Brand, Instant, Xid } from '@lgc/kernel'

/** Names of JWA (RFC 7518, RFC 8037). There is no `none`, and nothing that needs a shared secret. */
export const signingAlgorithms = ['ES256', 'RS256', 'EdDSA'] as const

export type SigningAlgorithm = (typeof signingAlgorithms)[number]

/** A private key, encrypted, as it lies in the database. */
export type SealedPrivateKey = Brand<string, 'SealedPrivateKey'>

/** The public half alone, as RFC 7517 writes it, without `kid`, `alg` and `use`. */
export type PublicJwk = Readonly<Record<string, string>>

export type SigningKey = {
  readonly xid: Xid
  /** The thumbprint of the public half (RFC 7638). */
  readonly kid: string
  readonly algorithm: SigningAlgorithm
  /** Counts the keys of an algorithm, so that of several processes that want the next one, one makes it. */
  readonly generation: number
  readonly publicJwk: PublicJwk
  /** Null once it signs no more and nothing that it signed can still be valid. */
  readonly sealed: SealedPrivateKey | null
  /** When everybody could begin to learn of it. */
  readonly createdAt: Instant
  readonly activatesAt: Instant
  readonly revokedAt: Instant | null
}
