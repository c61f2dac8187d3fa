import type { Instant, Xid } from '@lgc/kernel'
import type { CanonicalIdentifier, IdentityType } from './identifier.ts'

/** A way to be named. */
export type Identity = {
  readonly xid: Xid
  readonly personXid: Xid
  readonly type: IdentityType
  readonly identifier: CanonicalIdentifier
  readonly hasChallenge: boolean
  readonly isPrimary: boolean
  readonly verifiedAt: Instant | null
  readonly provisionedByClientId: string | null
  readonly lastUsedAt: Instant | null
  readonly createdAt: Instant
}

/**
 * Whether somebody registered with an e-mail address and a password and nobody has proved the address since: it may
 * be a stranger's, who will take the account over.
 */
export function isPasswordUnproved({
  type,
  hasChallenge,
  verifiedAt,
  provisionedByClientId,
}: Identity): boolean {
  return type === 'email' && provisionedByClientId === null && hasChallenge && verifiedAt === null
}

/** How an identity of a type is proved when nothing else is known of it. */
export type ChallengeMethod = 'password' | 'otp_sms' | 'otp_email' | 'google_id_token'

export const challengeMethods: Record<IdentityType, ChallengeMethod> = {
  email: 'password',
  sms: 'otp_sms',
  company_code: 'password',
  google: 'google_id_token',
}

export function isProvedByPassword(type: IdentityType): boolean {
  return challengeMethods[type] === 'password'
}
