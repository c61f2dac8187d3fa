import { createHmac } from 'node:crypto'
import type { DeriveSecret } from '../app/ports.ts'

/** HMAC-SHA-256: 43 characters that RFC 7636, section 4.1, allows in a code verifier. */
export function hmacDerivedSecrets(key: string): DeriveSecret {
  return (purpose, from) => createHmac('sha256', key).update(`${purpose}\n${from}`).digest('base64url')
}
