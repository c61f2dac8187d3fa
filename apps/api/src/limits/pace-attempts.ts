import type { PaceAttempts } from '@lgc/person'
import type { RateLimits } from './rate-limits.ts'

const ofAttempts = ['verify_identifier', 'verify_identifier_day'] as const

/** Attempts at one identifier, however many addresses they come from. */
export function paceAttempts(limits: RateLimits): PaceAttempts {
  return {
    async waitBefore(key, caller) {
      for (const bucket of ofAttempts) {
        const { refusal } = await limits({ bucket, key, isTrial: true }, caller)
        if (refusal) return refusal.details.retry_after
      }
      return 0
    },

    async noteRefusal(key, caller) {
      for (const bucket of ofAttempts) {
        const { refusal } = await limits({ bucket, key }, caller)
        if (refusal) return
      }
    },
  }
}
