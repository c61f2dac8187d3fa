import { hash } from 'node:crypto'
import type { Digest } from '../app/ports.ts'

/** Enough for secrets of 256 random bits, and findable by an index. */
export const sha256Digest: Digest = (secret) => hash('sha256', secret, 'hex')
