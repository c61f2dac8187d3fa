import type { HttpContext } from './exchange.ts'

const lifetimes = { lgc_session: 86_400, lgc_browser: 3600 } as const

/** `lgc_session` carries the login session; `lgc_browser` tells the browser that began a sign-in. */
export type CookieName = keyof typeof lifetimes

/** The prefix keeps neighbours under the same domain from planting a value of theirs (RFC 6265bis, 4.1.3.2). */
function wireName(name: CookieName, isSecure: boolean): string {
  return name === 'lgc_browser' && isSecure ? `__Host-${name}` : name
}

const tokenForm = /^lg[lb]_[A-Za-z0-9_-]{43}$/

/**
 * The value of a cookie of ours, or null. Two cookies of one name mean that somebody else set one of them,
 * and neither is believed.
 */
export function readCookie(c: HttpContext, name: CookieName): string | null {
  const prefix = `${wireName(name, c.get('isSecure'))}=`
  const values = namesAndValues(c).filter((pair) => pair.startsWith(prefix))
  const value = values[0]?.slice(prefix.length)
  return values.length === 1 && value !== undefined && tokenForm.test(value) ? value : null
}

/** Whether a cookie of the name came at all, believed or not. */
export function hasCookie(c: HttpContext, name: CookieName): boolean {
  const prefix = `${wireName(name, c.get('isSecure'))}=`
  return namesAndValues(c).some((pair) => pair.startsWith(prefix))
}

/** Host-only, out of reach of scripts, and over https alone unless the issuer itself is plain http. */
export function setCookie(c: HttpContext, name: CookieName, value: string): void {
  write(c, name, `${value}; Max-Age=${lifetimes[name]}`)
}

export function clearCookie(c: HttpContext, name: CookieName): void {
  write(c, name, '; Max-Age=0')
}

function write(c: HttpContext, name: CookieName, value: string): void {
  const isSecure = c.get('isSecure')
  const secure = isSecure ? '; Secure' : ''
  const cookie = `${wireName(name, isSecure)}=${value}; Path=/; HttpOnly${secure}; SameSite=Lax`
  c.header('Set-Cookie', cookie, { append: true })
}

function namesAndValues(c: HttpContext): readonly string[] {
  return (c.req.header('cookie') ?? '').split(';').map((pair) => pair.trim())
}
