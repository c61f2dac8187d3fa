import type { HttpContext } from './exchange.ts'

const lifetimes = { lgc_session: 86_400, lgc_browser: 3600 } as const

/** `lgc_session` carries the login session; `lgc_browser` tells the browser that began a sign-in. */
export type CookieName = keyof typeof lifetimes

const tokenForm = /^lg[lb]_[A-Za-z0-9_-]{43}$/

/**
 * The value of a cookie of ours, or null. Two cookies of one name mean that somebody else set one of them,
 * and neither is believed.
 */
export function readCookie(c: HttpContext, name: CookieName): string | null {
  const values = namesAndValues(c).filter((pair) => pair.startsWith(`${name}=`))
  const value = values[0]?.slice(name.length + 1)
  return values.length === 1 && value !== undefined && tokenForm.test(value) ? value : null
}

/** Whether a cookie of the name came at all, believed or not. */
export function hasCookie(c: HttpContext, name: CookieName): boolean {
  return namesAndValues(c).some((pair) => pair.startsWith(`${name}=`))
}

/** Host-only, out of reach of scripts, and over https alone unless the issuer itself is plain http. */
export function setCookie(c: HttpContext, name: CookieName, value: string, issuer: string): void {
  write(c, `${name}=${value}; Max-Age=${lifetimes[name]}`, issuer)
}

export function clearCookie(c: HttpContext, name: CookieName, issuer: string): void {
  write(c, `${name}=; Max-Age=0`, issuer)
}

function write(c: HttpContext, value: string, issuer: string): void {
  const secure = issuer.startsWith('https:') ? '; Secure' : ''
  c.header('Set-Cookie', `${value}; Path=/; HttpOnly${secure}; SameSite=Lax`, { append: true })
}

function namesAndValues(c: HttpContext): readonly string[] {
  return (c.req.header('cookie') ?? '').split(';').map((pair) => pair.trim())
}
