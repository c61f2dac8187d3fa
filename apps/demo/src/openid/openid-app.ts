import type { Context, Hono } from 'hono'
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client'
import { appFrame } from '../app-frame.ts'
import { browserCookie } from '../browser-cookie.ts'
import type { DemoSettings } from '../demo-settings.ts'
import { expiringMap } from '../expiring-map.ts'
import { problemPage } from '../problem-page.ts'
import { openIdHome } from './home.ts'
import { issuerConfiguration } from './issuer-configuration.ts'
import type { OpenIdDemo } from './openid-demo.ts'
import { refreshTokens } from './refresh.ts'
import { finishSignIn, startSignIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'

/** The same small product with a standard library: all that it knows of LGC is the issuer and its own secret. */
export function openIdApp(settings: DemoSettings): Hono {
  const demo: OpenIdDemo = {
    settings,
    configuration: issuerConfiguration(settings),
    cookie: browserCookie(settings),
    signIns: expiringMap({ maxEntries: 2_000, lifetimeInSeconds: 600, now: Date.now }),
    sessions: expiringMap({ maxEntries: 10_000, lifetimeInSeconds: 86_400, now: Date.now }),
  }
  const app = appFrame(settings)
  app.get('/', openIdHome(demo))
  app.get('/sign-in', startSignIn(demo))
  app.get('/callback', finishSignIn(demo))
  app.post('/refresh', refreshTokens(demo))
  app.post('/sign-out', signOut(demo))
  app.onError((error, c) => problemAnswer(settings, error, c))
  return app
}

/** What the library throws, in words for people; everything else is a fault of this app. */
function problemAnswer(settings: DemoSettings, error: Error, c: Context): Response | Promise<Response> {
  if (error instanceof AuthorizationResponseError) {
    const problem = error.error === 'access_denied' ? 'access_denied' : 'sign_in_failed'
    return c.html(problemPage(settings, problem), 400)
  }
  if (error instanceof ResponseBodyError) return c.html(problemPage(settings, 'refused_by_lgc'), 400)
  if (error instanceof ClientError) return c.html(problemPage(settings, 'sign_in_failed'), 400)
  // What fetch throws when nobody answers.
  if (error instanceof TypeError) return c.html(problemPage(settings, 'lgc_unavailable'), 503)
  process.stderr.write(`${settings.name}: ${error.stack ?? error.message}\n`)
  return c.html(problemPage(settings, 'fault'), 500)
}
