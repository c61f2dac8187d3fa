import { Hono } from 'hono'
import type { Exchange } from '../http/exchange.ts'
import { contentSecurityPolicy } from '../http/answer-headers.ts'
import type { OpenApiDocument } from './document.ts'
import { swaggerAsset, swaggerPage, swaggerStart } from './swagger-ui.ts'

/** The viewer sets style attributes by script, so its styles cannot be held to a nonce; nothing else is loosened. */
const policy = contentSecurityPolicy({
  'style-src': "'self' 'unsafe-inline'",
  'script-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
})

/** `/openapi.json` and its rendering at `/docs`. */
export function docsRoutes(document: OpenApiDocument): Hono<Exchange> {
  const text = JSON.stringify(document)
  return new Hono<Exchange>()
    .get('/openapi.json', (c) => c.body(text, 200, { 'Content-Type': 'application/json; charset=utf-8' }))
    .get('/docs', (c) => {
      c.header('Content-Security-Policy', policy)
      return c.html(swaggerPage())
    })
    .get('/docs/start.js', (c) =>
      c.body(swaggerStart, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
    )
    .get('/docs/:asset', (c) => swaggerAsset(c.req.param('asset')) ?? c.notFound())
}
