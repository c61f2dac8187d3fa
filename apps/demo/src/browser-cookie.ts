import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { DemoSettings } from './demo-settings.ts'

export interface BrowserCookie {
  read(c: Context): string | undefined
  write(c: Context, browser: string, lifetimeInSeconds: number): void
  clear(c: Context): void
}

/**
 * The name by which this app knows a browser. Ports do not separate cookies, so two apps on one
 * host need two names: hence the client id in it.
 */
export function browserCookie({ clientId, origin }: DemoSettings): BrowserCookie {
  const name = `demo_${clientId}`
  const attributes = {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: origin.startsWith('https:'),
  } as const

  return {
    read(c) {
      const value = getCookie(c, name)
      return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined
    },
    write(c, browser, lifetimeInSeconds) {
      setCookie(c, name, browser, { ...attributes, maxAge: lifetimeInSeconds })
    },
    clear(c) {
      deleteCookie(c, name, attributes)
    },
  }
}
