import type { MiddlewareHandler } from 'hono'
import { openToAnyOrigin } from './cors.ts'
import type { Exchange, HttpContext } from './exchange.ts'

const always = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
} as const

const overHttps = { ...always, 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' } as const

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
export function answerHeaders(): MiddlewareHandler<Exchange> {
  return async (c, next) => {
    await next()
    if (c.get('isWhole')) return
    const { headers } = c.res
    for (const [name, value] of Object.entries(headersOf(c))) headers.set(name, value)
    if (headers.get('Content-Type') === 'application/json') headers.set('Content-Type', json)
    if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', dataOnly)
    if (!headers.has('Cache-Control')) {
      headers.set('Cache-Control', 'no-store')
      headers.set('Pragma', 'no-cache')
    }
  }
}

/**
 * A JSON answer that nobody adds a header to any more, for what is asked all day. The server writes a plain object
 * of headers as it is; where a middleware adds to them they become a Headers object and back, which costs as much
 * as the rest of the answer.
 */
export function wholeJson(c: HttpContext, body: unknown): Response {
  c.set('isWhole', true)
  return new Response(JSON.stringify(body), {
    headers: {
      ...headersOf(c),
      'Content-Type': json,
      'Content-Security-Policy': dataOnly,
      'Cache-Control': 'no-store',
      Pragma: 'no-cache',
    },
  })
}

function headersOf(c: HttpContext): Record<string, string> {
  const headers: Record<string, string> = { ...(c.get('isSecure') ? overHttps : always) }
  if (c.get('isForAnyOrigin')) Object.assign(headers, openToAnyOrigin)
  headers['X-Request-Id'] = c.get('requestId')
  const traceparent = c.get('traceparent')
  if (traceparent !== null) headers['traceparent'] = traceparent
  const standing = c.get('standing')
  if (standing !== null) {
    headers['RateLimit-Limit'] = String(standing.limit)
    headers['RateLimit-Remaining'] = String(standing.remaining)
    headers['RateLimit-Reset'] = String(standing.resetInSeconds)
  }
  return headers
}
