import { type Instant, type Xid, instant, later } from '@lgc/kernel'
import type { SecretDigest } from '../authorization-code.ts'

/** What a client may do with a token, and where. */
export type TokenTerms = {
  readonly scopes: readonly string[]
  /** The resources that may take it (RFC 8707); this service itself where none was named. */
  readonly audience: readonly string[]
  /** Thumbprint of the key without which it is good for nothing (RFC 9449); null for a bearer token. */
  readonly dpopThumbprint: string | null
}

/** An access token that is looked up; one that is a JWT is not kept. */
export type AccessToken = TokenTerms & {
  readonly xid: Xid
  readonly digest: SecretDigest
  readonly clientXid: Xid
  /** Null when the client acts for itself (RFC 6749, section 4.4). */
  readonly sessionXid: Xid | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

/** A token never outlives the session that it belongs to. */
export function endOfToken(lifetimeInSeconds: number, sessionEnd: Instant | null, now: Instant): Instant {
  const end = later(now, lifetimeInSeconds)
  return sessionEnd === null ? end : instant(Math.min(end, sessionEnd))
}
