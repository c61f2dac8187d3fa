import { nanoid } from 'nanoid'
import { expiringMap } from './expiring-map.ts'
import { challengeOf, newVerifier } from './pkce.ts'

/** What the browser carries to LGC; the verifier stays behind. */
type SignInStart = { readonly state: string; readonly challenge: string }

export interface PendingSignIns {
  start(browser: string): SignInStart
  /** The verifier of the sign-in that this browser started with this state; answers only once. */
  redeem(browser: string | undefined, state: string): string | undefined
}

/**
 * Sign-ins on their way through LGC. They are kept apart from the signed-in browsers, so that
 * somebody who starts very many cannot push anybody out.
 */
export function pendingSignIns(now: () => number, maxEntries = 2_000): PendingSignIns {
  const pending = expiringMap<{ browser: string; verifier: string }>({
    maxEntries,
    lifetimeInSeconds: 600,
    now,
  })

  return {
    start(browser) {
      const state = nanoid(43)
      const verifier = newVerifier()
      pending.set(state, { browser, verifier })
      return { state, challenge: challengeOf(verifier) }
    },
    redeem(browser, state) {
      const entry = pending.find(state)
      if (entry === undefined || entry.browser !== browser) return undefined
      pending.delete(state)
      return entry.verifier
    },
  }
}
