import { createHmac, timingSafeEqual } from 'node:crypto'
import type { DpopNonces } from '../../app/tokens/ports.ts'

const periodInMilliseconds = 60_000

/** Every process makes the same one for a minute; it is good for that minute and the next. */
export function hmacDpopNonces(secret: string): DpopNonces {
  const key = createHmac('sha256', secret).update('DPoP nonces').digest()
  const nonceOf = (period: number): string =>
    createHmac('sha256', key).update(String(period)).digest('base64url')
  const periodOf = (now: number): number => Math.floor(now / periodInMilliseconds)
  return {
    make: (now) => nonceOf(periodOf(now)),
    isGood: (nonce, now) =>
      [periodOf(now), periodOf(now) - 1].some((period) => isSame(nonceOf(period), nonce)),
  }
}

function isSame(expected: string, presented: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(presented)]
  return one.length === other.length && timingSafeEqual(one, other)
}
