import type { BucketName, BucketOf } from '@lgc/composition'
import { addressKey } from '../limits/address-key.ts'
import type { RateLimited, Taken, Taking } from '../limits/rate-limits.ts'
import { type HttpContext, callerOf } from './exchange.ts'

/** Takes from the allowance of whoever asks; the refusal when nothing is left, for the answer to carry. */
export async function takeAllowance(c: HttpContext, taking: Taking): Promise<RateLimited | null> {
  const taken = await c.get('limits')(taking, callerOf(c))
  tellStanding(c, taken)
  return taken.refusal
}

export function takeByAddress(c: HttpContext, bucket: BucketOf<'address'>): ReturnType<typeof takeAllowance> {
  return takeAllowance(c, { bucket, key: addressKey(c.get('address')) })
}

/** Whether nothing is left, without taking anything. */
export async function isUsedUp(c: HttpContext, bucket: BucketName, key: string): Promise<RateLimited | null> {
  const { standing, refusal } = await c.get('limits')({ bucket, key, isTrial: true }, callerOf(c))
  if (refusal) tellStanding(c, { standing, refusal })
  return refusal
}

function tellStanding(c: HttpContext, { standing }: Taken): void {
  if (standing) c.set('standing', standing)
}
