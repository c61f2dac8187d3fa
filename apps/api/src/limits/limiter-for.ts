import type { Clock } from '@lgc/kernel'
import type { Limiter } from './gcra.ts'
import { limiterWithFallback } from './limiter-with-fallback.ts'
import { memoryLimiter } from './memory-limiter.ts'
import { sharedLimiter } from './shared-limiter.ts'

export type RunningLimiter = {
  readonly limiter: Limiter
  readonly close: () => void
}

/** The limiter of a process: shared where a server for it is named, and of this process alone elsewhere. */
export async function limiterFor(
  valkeyUrl: string | null,
  now: Clock,
  onChange: (isShared: boolean) => void,
): Promise<RunningLimiter> {
  const local = memoryLimiter(now)
  if (valkeyUrl === null) return { limiter: local, close: () => {} }
  const server = await sharedLimiter(valkeyUrl)
  const guarded = limiterWithFallback({ shared: server.limiter, local, onChange })
  return {
    limiter: guarded.limiter,
    close() {
      guarded.close()
      server.close()
    },
  }
}
