import { cors } from 'hono/cors'
import type { MiddlewareHandler } from 'hono'
import type { Exchange } from './exchange.ts'

/** Lets pages of the listed origins, and of no other, call the login endpoints with the cookie. */
export function corsFor(origins: readonly string[]): MiddlewareHandler<Exchange> {
  return cors({
    origin: [...origins],
    credentials: true,
    allowMethods: ['POST', 'DELETE'],
    allowHeaders: ['Content-Type', 'X-Request-Id'],
    exposeHeaders: [
      'X-Request-Id',
      'Retry-After',
      'RateLimit-Limit',
      'RateLimit-Remaining',
      'RateLimit-Reset',
    ],
    maxAge: 600,
  })
}

const preflight = cors({
  origin: '*',
  allowMethods: ['GET', 'POST'],
  allowHeaders: ['Authorization', 'Content-Type', 'DPoP', 'X-Request-Id'],
  maxAge: 600,
})

/** What lets a page of any origin read an answer. */
export const openToAnyOrigin = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'WWW-Authenticate,DPoP-Nonce,X-Request-Id,Retry-After',
} as const

/**
 * Pages of any origin may call with what they have in hand: without cookies nothing is theirs that they do not send.
 * The headers of the answer are put on with all others.
 */
export const openCors: MiddlewareHandler<Exchange> = async (c, next) => {
  if (c.req.method === 'OPTIONS') return preflight(c, next)
  c.set('isForAnyOrigin', true)
  return next()
}
