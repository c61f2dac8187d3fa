import type { MiddlewareHandler } from 'hono'
import { hasCookie } from './cookies.ts'
import type { Exchange, HttpContext } from './exchange.ts'
import { problem } from './problems.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

export type OriginRejected = (c: HttpContext) => Promise<void>

/**
 * Lets an unsafe request of a browser in only from our own pages. A foreign Origin is refused with or
 * without the cookie, because signing somebody in is an attack too; without an Origin the request is no
 * browser's, unless it carries the cookie or says itself that it comes from elsewhere.
 */
export function originGuard(
  allowed: ReadonlySet<string>,
  onRejected: OriginRejected,
  refuse: (c: HttpContext) => Response | Promise<Response> = (c) => problem(c, 'origin_not_allowed'),
): MiddlewareHandler<Exchange> {
  return async (c, next) => {
    if (safeMethods.has(c.req.method) || isOurs(c, allowed)) return next()
    await onRejected(c)
    return refuse(c)
  }
}

function isOurs(c: HttpContext, allowed: ReadonlySet<string>): boolean {
  const origin = c.req.header('origin')
  const site = c.req.header('sec-fetch-site')
  // Our pages send no referrer, and so browsers hide the origin of their forms; the site they do tell.
  if (origin === 'null') return site === 'same-origin'
  if (origin !== undefined) return allowed.has(origin)
  const isFromElsewhere = site !== undefined && site !== 'same-origin' && site !== 'none'
  return !isFromElsewhere && !hasCookie(c, 'lgc_session')
}
