import type { Limiter } from './gcra.ts'

const probeEveryMilliseconds = 500
const probe = { key: 'probe', limit: 1000, windowInSeconds: 1, cost: 1, isTrial: false } as const

type Options = {
  readonly shared: Limiter
  readonly local: Limiter
  /** Told when the shared one is given up and when it is back. */
  readonly onChange: (isShared: boolean) => void
}

export type GuardedLimiter = {
  readonly limiter: Limiter
  readonly close: () => void
}

/**
 * Asks the shared limiter, and the one of this process while the shared one fails. The first failure opens
 * the breaker: from then on no request waits, and whether the shared one is back is found out beside them.
 */
export function limiterWithFallback({ shared, local, onChange }: Options): GuardedLimiter {
  let isOpen = false
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const probeLater = (): void => {
    if (isClosed) return
    timer = setTimeout(() => void shared(probe).then(recover, probeLater), probeEveryMilliseconds)
    timer.unref()
  }
  const recover = (): void => {
    isOpen = false
    onChange(true)
  }
  const giveUp = (): void => {
    if (isOpen) return
    isOpen = true
    onChange(false)
    probeLater()
  }

  return {
    async limiter(draw) {
      if (isOpen) return local(draw)
      try {
        return await shared(draw)
      } catch {
        giveUp()
        return local(draw)
      }
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
