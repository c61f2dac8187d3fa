import { type Brand, type Instant, type Xid, later } from '@lgc/kernel'
import type { CanonicalIdentifier } from './identifier.ts'

/** What a link that was sent to somebody proves, once: that they read what is sent to the identity. */
export type ProofPurpose = 'password_reset' | 'email_verification' | 'email_change'

/** SHA-256 of the token in the link; the token itself is kept nowhere but in the message. */
export type ProofDigest = Brand<string, 'ProofDigest'>

export type Proof = {
  readonly xid: Xid
  readonly identityXid: Xid
  /** How the identity is named; the link was sent there unless it is about another name. */
  readonly identifier: CanonicalIdentifier
  /** What the identity is to be named instead; the link was sent there. */
  readonly newIdentifier: CanonicalIdentifier | null
  readonly purpose: ProofPurpose
  readonly digest: ProofDigest
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly consumedAt: Instant | null
}

const lifetimesInSeconds: Record<ProofPurpose, number> = {
  password_reset: 30 * 60,
  email_verification: 24 * 60 * 60,
  email_change: 60 * 60,
}

export function newProof(proof: Omit<Proof, 'expiresAt' | 'consumedAt'>): Proof {
  const expiresAt = later(proof.createdAt, lifetimesInSeconds[proof.purpose])
  return { ...proof, expiresAt, consumedAt: null }
}

/** Why a proof is worth nothing, or undefined when it is good. A used one is as unknown as none. */
export function proofRefusal(
  proof: Proof | undefined,
  purpose: ProofPurpose,
  now: Instant,
): 'invalid' | 'expired' | undefined {
  if (proof?.purpose !== purpose || proof.consumedAt !== null) return 'invalid'
  return proof.expiresAt <= now ? 'expired' : undefined
}
