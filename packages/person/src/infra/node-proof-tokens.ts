import { hash, randomBytes } from 'node:crypto'
import type { ProofTokens } from '../app/ports.ts'
import type { ProofDigest } from '../domain/proof.ts'

/** 256 bits in 43 characters, behind the prefix of their kind. */
export const nodeProofTokens: ProofTokens = {
  make: () => `lgp_${randomBytes(32).toString('base64url')}`,
  digest: (token) => hash('sha256', token) as ProofDigest,
}
