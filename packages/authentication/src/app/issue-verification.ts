import { type Clock, type Instant, type Xid, later } from '@lgc/kernel'
import { verificationLifetimeInSeconds } from '../domain/verification-token.ts'
import type { IdentityProof, VerificationTokens } from './ports.ts'

export type Verified = {
  readonly verificationToken: string
  readonly expiresInSeconds: number
  readonly expiresAt: Instant
  readonly personXid: Xid
  readonly identityXid: Xid
  readonly amr: readonly string[]
}

type Dependencies = { readonly verificationTokens: VerificationTokens; readonly now: Clock }

/** The token that says for five minutes who somebody is, and by which methods (RFC 8176) they proved it. */
export function issueVerification(
  { verificationTokens, now }: Dependencies,
  { personXid, identityXid, identityType, version }: IdentityProof,
  amr: readonly string[],
): Verified {
  const issuedAt = now()
  const expiresAt = later(issuedAt, verificationLifetimeInSeconds)
  const verificationToken = verificationTokens.issue({
    personXid,
    identityXid,
    identityType,
    amr,
    credentialVersion: version,
    issuedAt,
    expiresAt,
  })
  const expiresInSeconds = verificationLifetimeInSeconds
  return { verificationToken, expiresInSeconds, expiresAt, personXid, identityXid, amr }
}
