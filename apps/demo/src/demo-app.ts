import { LgcUnavailable, lgcClient } from '@lgc/sdk'
import type { Context, Hono } from 'hono'
import { appFrame } from './app-frame.ts'
import { browserCookie } from './browser-cookie.ts'
import { browserSessions } from './browser-sessions.ts'
import type { Demo } from './demo.ts'
import type { DemoSettings } from './demo-settings.ts'
import { home } from './home.ts'
import { pendingSignIns } from './pending-sign-ins.ts'
import { problemPage } from './problem-page.ts'
import { finishSignIn, startSignIn } from './sign-in.ts'
import { signOut, signOutEverywhere } from './sign-out.ts'

/** A small product that leaves signing in to LGC. */
export function demoApp(settings: DemoSettings): Hono {
  const demo: Demo = {
    settings,
    lgc: lgcClient(settings),
    cookie: browserCookie(settings),
    signIns: pendingSignIns(Date.now),
    sessions: browserSessions(Date.now),
  }
  const app = appFrame(settings)
  app.get('/', home(demo))
  app.get('/sign-in', startSignIn(demo))
  app.get('/callback', finishSignIn(demo))
  app.post('/sign-out', signOut(demo))
  app.post('/sign-out-everywhere', signOutEverywhere(demo))
  app.onError((error, c) => problemAnswer(settings, error, c))
  return app
}

function problemAnswer(settings: DemoSettings, error: Error, c: Context): Response | Promise<Response> {
  if (error instanceof LgcUnavailable) {
    c.header('Retry-After', String(error.retryAfterInSeconds ?? 5))
    return c.html(problemPage(settings, 'lgc_unavailable'), 503)
  }
  process.stderr.write(`${settings.name}: ${error.stack ?? error.message}\n`)
  return c.html(problemPage(settings, 'fault'), 500)
}
