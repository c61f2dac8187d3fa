import { expiringMap } from './expiring-map.ts'

/** A sign-in as the SDK prepared it: the browser carries the state to LGC, the verifier stays behind. */
type SignInStart = { readonly state: string; readonly codeVerifier: string }

export interface PendingSignIns {
  add(browser: string, start: SignInStart): void
  /** The verifier of the sign-in that this browser started with this state; answers only once. */
  redeem(browser: string | undefined, state: string): string | undefined
}

/**
 * Sign-ins on their way through LGC. They are kept apart from the signed-in browsers, so that
 * somebody who starts very many cannot push anybody out.
 */
export function pendingSignIns(now: () => number, maxEntries = 2_000): PendingSignIns {
  const pending = expiringMap<{ browser: string; codeVerifier: string }>({
    maxEntries,
    lifetimeInSeconds: 600,
    now,
  })

  return {
    add(browser, { state, codeVerifier }) {
      pending.set(state, { browser, codeVerifier })
    },
    redeem(browser, state) {
      const entry = pending.find(state)
      if (entry === undefined || entry.browser !== browser) return undefined
      pending.delete(state)
      return entry.codeVerifier
    },
  }
}
