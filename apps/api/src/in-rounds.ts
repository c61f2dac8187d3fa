import { setTimeout as sleep } from 'node:timers/promises'

export type Rounds = {
  /** Begins no further round and waits a little for those under way. */
  readonly stop: () => Promise<void>
}

const patienceInMilliseconds = 5000

/**
 * Does something every so many seconds, and not at all for 0. A round that waits for somebody slow does not keep the
 * next from beginning, up to so many at once.
 */
export function inRounds(everySeconds: number, most: number, round: () => Promise<void>): Rounds {
  if (everySeconds === 0) return { stop: async () => {} }
  const rounds = new Set<Promise<void>>()
  const timer = setInterval(() => {
    if (rounds.size >= most) return
    const begun = round().finally(() => rounds.delete(begun))
    rounds.add(begun)
  }, everySeconds * 1000)
  return {
    async stop() {
      clearInterval(timer)
      const waited = new AbortController()
      const patience = sleep(patienceInMilliseconds, undefined, { signal: waited.signal }).catch(() => {})
      await Promise.race([Promise.all(rounds), patience])
      waited.abort()
    },
  }
}
