import type { Context, Handler } from 'hono'
import { isFormOf } from './browser-sessions.ts'
import type { Demo } from './demo.ts'
import { endAtLgc } from './end-at-lgc.ts'
import { problemPage } from './problem-page.ts'

/** Ends the session of this app; the sign-in at LGC, and with it the other apps, stay. */
export function signOut(demo: Demo): Handler {
  return (c) => endHere(demo, c, '/')
}

/** Ends the session of this app, then lets LGC ask whether everything in this browser should end. */
export function signOutEverywhere(demo: Demo): Handler {
  return (c) => endHere(demo, c, demo.lgc.signOutUrl({ returnTo: `${demo.settings.origin}/` }))
}

async function endHere(demo: Demo, c: Context, next: string): Promise<Response> {
  const { settings, cookie, sessions, lgc } = demo
  const browser = cookie.read(c)
  const session = sessions.find(browser)
  if (session === undefined) return c.redirect(next, 303)
  if (!isFormOf(session, await sentFormToken(c))) {
    return c.html(problemPage(settings, 'form_unknown'), 403)
  }

  // Forgotten first: whatever LGC answers, this browser is signed out of this app.
  sessions.forget(browser)
  cookie.clear(c)
  const isOver = await endAtLgc(lgc, session.sessionToken)
  return isOver ? c.redirect(next, 303) : c.html(problemPage(settings, 'sign_out_incomplete'), 503)
}

async function sentFormToken(c: Context): Promise<string> {
  return new URLSearchParams(await c.req.text()).get('form_token') ?? ''
}
