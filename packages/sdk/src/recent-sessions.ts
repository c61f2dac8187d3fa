import type { Answer } from './answer.ts'
import type { Session } from './session.ts'

type Check = {
  readonly token: string
  /** 0 to 1000. */
  readonly forMilliseconds: number
  readonly ask: () => Promise<Answer<Session>>
}

export interface RecentSessions {
  /** The answer of a moment ago, if that is recent enough, or else a new one. */
  check(wanted: Check): Promise<Answer<Session>>
  forgetAll(): void
}

const longestInMilliseconds = 1000

/**
 * Good answers of the last moment. They count from when LGC was asked, not from when it answered, and never
 * outlive the end of a session: an answer that was under way when one ended is not kept.
 */
export function recentSessions(now: () => number, maxEntries = 10_000): RecentSessions {
  const entries = new Map<string, { readonly session: Session; readonly askedAt: number }>()
  let endings = 0

  function keep(token: string, session: Session, askedAt: number): void {
    entries.set(token, { session, askedAt })
    for (const [old, entry] of entries) {
      if (entries.size <= maxEntries && now() - entry.askedAt < longestInMilliseconds) return
      entries.delete(old)
    }
  }

  return {
    async check({ token, forMilliseconds, ask }) {
      if (!(forMilliseconds >= 0 && forMilliseconds <= longestInMilliseconds)) {
        throw new RangeError('cacheForMilliseconds must be between 0 and 1000')
      }
      const recent = entries.get(token)
      if (recent && now() - recent.askedAt < forMilliseconds) return { ok: true, value: recent.session }
      const [askedAt, endingsBefore] = [now(), endings]
      const answer = await ask()
      entries.delete(token)
      if (answer.ok && forMilliseconds > 0 && endings === endingsBefore) keep(token, answer.value, askedAt)
      return answer
    },
    forgetAll() {
      endings += 1
      entries.clear()
    },
  }
}
