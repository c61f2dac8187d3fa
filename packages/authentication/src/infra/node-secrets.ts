import { hash } from 'node:crypto'
import { nanoid } from 'nanoid'
import type { Secrets } from '../app/ports.ts'
import type { SecretDigest } from '../domain/authorization-code.ts'

/** 43 characters of 64 kinds: 258 bits. */
const secretLength = 43

export const nodeSecrets: Secrets = {
  make: (prefix) => `${prefix}${nanoid(secretLength)}`,
  digest: (secret) => hash('sha256', secret, 'hex') as SecretDigest,
  challengeOf: (verifier) => hash('sha256', verifier, 'base64url'),
}
