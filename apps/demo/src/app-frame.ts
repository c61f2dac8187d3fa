import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { DemoSettings } from './demo-settings.ts'
import { icon } from './icon.ts'
import { problemPage } from './problem-page.ts'
import { stylesheet } from './stylesheet.ts'

/** What both kinds of the app have: headers that protect, limits, its looks, and an answer for the unknown. */
export function appFrame(settings: DemoSettings): Hono {
  const app = new Hono()
  app.use(protectiveHeaders(settings))
  app.use(bodyLimit({ maxSize: 4_096, onError: (c) => c.html(problemPage(settings, 'form_unknown'), 413) }))
  app.get('/demo.css', (c) => asset(c, 'text/css; charset=utf-8', stylesheet(settings.accent)))
  app.get('/icon.svg', (c) => asset(c, 'image/svg+xml', icon(settings)))
  app.notFound((c) => c.html(problemPage(settings, 'not_found'), 404))
  return app
}

// Browsers apply form-action to where a form's answer redirects, so LGC's sign-out page is allowed.
function protectiveHeaders({ issuer }: DemoSettings): MiddlewareHandler {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    `form-action 'self' ${new URL(issuer).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return async (c, next) => {
    c.header('Content-Security-Policy', policy)
    c.header('Referrer-Policy', 'same-origin')
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Cache-Control', 'no-store')
    await next()
  }
}

function asset(c: Context, type: string, content: string): Response {
  return c.body(content, 200, { 'Content-Type': type, 'Cache-Control': 'public, max-age=300' })
}
