import { LgcUnavailable, lgcClient } from '@lgc/sdk'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { browserCookie } from './browser-cookie.ts'
import { browserSessions } from './browser-sessions.ts'
import type { Demo } from './demo.ts'
import type { DemoSettings } from './demo-settings.ts'
import { home } from './home.ts'
import { icon } from './icon.ts'
import { pendingSignIns } from './pending-sign-ins.ts'
import { problemPage } from './problem-page.ts'
import { finishSignIn, startSignIn } from './sign-in.ts'
import { signOut, signOutEverywhere } from './sign-out.ts'
import { stylesheet } from './stylesheet.ts'

/** A small product that leaves signing in to LGC. */
export function demoApp(settings: DemoSettings): Hono {
  const demo: Demo = {
    settings,
    lgc: lgcClient(settings),
    cookie: browserCookie(settings),
    signIns: pendingSignIns(Date.now),
    sessions: browserSessions(Date.now),
  }
  const app = new Hono()
  app.use(protectiveHeaders(settings))
  app.use(bodyLimit({ maxSize: 4_096, onError: (c) => c.html(problemPage(settings, 'form_unknown'), 413) }))
  app.get('/', home(demo))
  app.get('/sign-in', startSignIn(demo))
  app.get('/callback', finishSignIn(demo))
  app.post('/sign-out', signOut(demo))
  app.post('/sign-out-everywhere', signOutEverywhere(demo))
  app.get('/demo.css', (c) => asset(c, 'text/css; charset=utf-8', stylesheet(settings.accent)))
  app.get('/icon.svg', (c) => asset(c, 'image/svg+xml', icon(settings)))
  app.notFound((c) => c.html(problemPage(settings, 'not_found'), 404))
  app.onError((error, c) => problemAnswer(settings, error, c))
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

function problemAnswer(settings: DemoSettings, error: Error, c: Context): Response | Promise<Response> {
  if (error instanceof LgcUnavailable) {
    c.header('Retry-After', String(error.retryAfterInSeconds ?? 5))
    return c.html(problemPage(settings, 'lgc_unavailable'), 503)
  }
  process.stderr.write(`${settings.name}: ${error.stack ?? error.message}\n`)
  return c.html(problemPage(settings, 'fault'), 500)
}
