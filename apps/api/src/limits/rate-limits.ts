import type { BucketName, Core, Limits } from '@lgc/composition'
import type { Caller } from '@lgc/kernel'
import { type Draw, type Limiter, type Standing, standingOf } from './gcra.ts'

export type RateLimited = {
  readonly reason: 'rate_limited'
  readonly details: { readonly retry_after: number }
}

export type Taken = {
  /** Where the caller stands, when limits are in force. */
  readonly standing: Standing | null
  readonly refusal: RateLimited | null
}

/** What is taken from which bucket: the key tells callers apart, the caller goes on the record. */
export type Taking = {
  readonly bucket: BucketName
  readonly key: string
  readonly cost?: number
  readonly isTrial?: boolean
}

export type RateLimits = (taking: Taking, caller: Caller) => Promise<Taken>

type Dependencies = {
  readonly limiter: Limiter
  /** Null when nothing is limited. */
  readonly limits: Limits | null
  readonly report: Core['report']
  readonly onLimited: (bucket: BucketName) => void
}

const unlimited: Taken = { standing: null, refusal: null }
const onRecordOnce = { limit: 1, windowInSeconds: 60, cost: 1, isTrial: false } as const

/** Takes from the allowances. The first refusal of a bucket and key in a minute is put on the record. */
export function rateLimits({ limiter, limits, report, onLimited }: Dependencies): RateLimits {
  const putOnRecord = async (bucket: BucketName, key: string, caller: Caller): Promise<void> => {
    const { isAllowed } = await limiter({ ...onRecordOnce, key: `said:${bucket}:${key}` })
    if (isAllowed) await report({ event: 'rate_limited', details: { bucket } }, caller)
  }

  return async ({ bucket, key, cost = 1, isTrial = false }, caller) => {
    if (limits === null) return unlimited
    const draw: Draw = { ...limits[bucket], key: `${bucket}:${key}`, cost, isTrial }
    const drawn = await limiter(draw)
    const standing = standingOf(drawn, draw)
    if (drawn.isAllowed) return { standing, refusal: null }
    onLimited(bucket)
    // A refusal is given whether or not it can be written down: the database is what it protects.
    await putOnRecord(bucket, key, caller).catch(() => {})
    const details = { retry_after: standing.retryAfterInSeconds }
    return { standing, refusal: { reason: 'rate_limited', details } }
  }
}
