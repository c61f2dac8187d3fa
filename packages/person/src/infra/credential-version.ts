import { hash } from 'node:crypto'
import type { CredentialVersion, PasswordHash } from '../app/ports.ts'

/** The first 16 hexadecimal digits of SHA-256 over the stored hash and the identifier. */
export function credentialVersion(challenge: PasswordHash | null, identifier: string): CredentialVersion {
  return hash('sha256', `${challenge ?? ''}${identifier}`).slice(0, 16) as CredentialVersion
}
