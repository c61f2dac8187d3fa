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

/** Pages of any origin may call with what they have in hand: without cookies nothing is theirs that they do not send. */
export const openCors: MiddlewareHandler<Exchange> = cors({
  origin: '*',
  allowMethods: ['GET', 'POST'],
  allowHeaders: ['Authorization', 'Content-Type', 'DPoP', 'X-Request-Id'],
  exposeHeaders: ['WWW-Authenticate', 'DPoP-Nonce', 'X-Request-Id', 'Retry-After'],
  maxAge: 600,
})
