import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { VerifiedSecrets } from '../app/ports.ts'

const remembered = 10_000

/**
 * Keeps, for each stored hash, a MAC of the secret that matched it, under a key that never leaves this
 * process. A rotated secret has another hash, so the memory of the old one is never asked again.
 */
export function keyedSecretMemory(): VerifiedSecrets {
  const key = randomBytes(32)
  const macs = new Map<string, Buffer>()
  const macOf = (secret: string): Buffer => createHmac('sha256', key).update(secret).digest()
  return {
    isKnown(hash, secret) {
      const mac = macs.get(hash)
      return mac !== undefined && timingSafeEqual(mac, macOf(secret))
    },
    remember(hash, secret) {
      if (macs.size >= remembered) macs.clear()
      macs.set(hash, macOf(secret))
    },
  }
}
