import type { MiddlewareHandler } from 'hono'
import type { Exchange } from './exchange.ts'

const always = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
} as const

const json = 'application/json; charset=utf-8'

type Directives = Readonly<Record<string, string>>

/** Nothing is allowed but what is named (CSP level 3). */
export function contentSecurityPolicy(directives: Directives): string {
  const all = { 'default-src': "'none'", 'base-uri': "'none'", 'frame-ancestors': "'none'", ...directives }
  return Object.entries(all)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ')
}

const dataOnly = contentSecurityPolicy({ 'form-action': "'none'" })

/** Headers of every answer. What is no page may do nothing in a browser, and nothing is stored unless said. */
export function securityHeaders(issuer: string): MiddlewareHandler<Exchange> {
  const isHttps = issuer.startsWith('https:')
  return async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(always)) c.res.headers.set(name, value)
    if (c.res.headers.get('Content-Type') === 'application/json') c.res.headers.set('Content-Type', json)
    if (isHttps) c.res.headers.set('Strict-Transport-Security', 'max-age=63072000; includeSubDomains')
    if (!c.res.headers.has('Content-Security-Policy')) c.res.headers.set('Content-Security-Policy', dataOnly)
    if (!c.res.headers.has('Cache-Control')) {
      c.res.headers.set('Cache-Control', 'no-store')
      c.res.headers.set('Pragma', 'no-cache')
    }
  }
}
