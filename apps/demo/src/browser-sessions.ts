import { createHash, timingSafeEqual } from 'node:crypto'
import { nanoid } from 'nanoid'
import { expiringMap } from './expiring-map.ts'

/** A signed-in browser. The session token never leaves the server; the form token goes into its forms. */
export type BrowserSession = { readonly sessionToken: string; readonly formToken: string }

export interface BrowserSessions {
  /** Remembers the session token and returns the new name of the browser. */
  open(sessionToken: string): string
  find(browser: string | undefined): BrowserSession | undefined
  forget(browser: string | undefined): void
}

export function browserSessions(now: () => number, maxEntries = 10_000): BrowserSessions {
  const sessions = expiringMap<BrowserSession>({ maxEntries, lifetimeInSeconds: 86_400, now })

  return {
    open(sessionToken) {
      const browser = nanoid(43)
      sessions.set(browser, { sessionToken, formToken: nanoid(43) })
      return browser
    },
    find: (browser) => (browser === undefined ? undefined : sessions.find(browser)),
    forget(browser) {
      if (browser !== undefined) sessions.delete(browser)
    },
  }
}

/** True when the form was made for this session; takes the same time for every wrong token. */
export function isFormOf(session: Pick<BrowserSession, 'formToken'>, formToken: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(session.formToken), digest(formToken))
}
