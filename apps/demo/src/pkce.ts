import { createHash } from 'node:crypto'
import { nanoid } from 'nanoid'

/** RFC 7636, section 4.1: 43 to 128 unreserved characters; 64 of these carry 384 bits. */
export function newVerifier(): string {
  return nanoid(64)
}

/** RFC 7636, section 4.2: the S256 challenge of a verifier. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url')
}
