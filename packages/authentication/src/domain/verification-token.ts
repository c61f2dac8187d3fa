import type { Instant, Xid } from '@lgc/kernel'

export const verificationLifetimeInSeconds = 300

/** Proof of a passed challenge, good for five minutes; bridges verify and authorize. */
export type Verification = {
  readonly personXid: Xid
  readonly identityXid: Xid
  readonly identityType: string
  readonly amr: readonly string[]
  /** How the identity's credential stood; another value later makes the proof stale. */
  readonly credentialVersion: string
  readonly issuedAt: Instant
  readonly expiresAt: Instant
}
