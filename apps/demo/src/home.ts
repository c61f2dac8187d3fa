import type { Problem } from '@lgc/sdk'
import type { Context, Handler } from 'hono'
import type { BrowserSession } from './browser-sessions.ts'
import type { Demo } from './demo.ts'
import { meaningOf } from './meaning-of.ts'
import { problemPage } from './problem-page.ts'
import { signedInPage } from './signed-in-page.ts'
import { signedOutPage } from './signed-out-page.ts'

export function home(demo: Demo): Handler {
  return async (c) => {
    const session = demo.sessions.find(demo.cookie.read(c))
    if (session === undefined) return c.html(signedOutPage(demo.settings, { sessionEnded: false }))
    return signedInHome(demo, c, session)
  }
}

async function signedInHome(demo: Demo, c: Context, session: BrowserSession): Promise<Response> {
  const { settings, lgc } = demo
  const [facts, details] = await Promise.all([
    lgc.checkSession(session.sessionToken),
    lgc.userinfo(session.sessionToken),
  ])
  if (!facts.ok) return refused(demo, c, facts.problem)
  if (!details.ok && meaningOf(details.problem) !== 'not_shared') return refused(demo, c, details.problem)
  const shared = details.ok ? details.value : undefined
  return c.html(signedInPage(settings, { facts: facts.value, shared, formToken: session.formToken }))
}

/** LGC has the last word on who is signed in, so a session that it ended ends here too. */
function refused(
  { settings, cookie, sessions }: Demo,
  c: Context,
  problem: Problem,
): Response | Promise<Response> {
  const meaning = meaningOf(problem)
  if (meaning === 'session_ended' || meaning === 'access_lost') {
    sessions.forget(cookie.read(c))
    cookie.clear(c)
  }
  if (meaning === 'session_ended') return c.html(signedOutPage(settings, { sessionEnded: true }))
  if (meaning === 'access_lost') return c.html(problemPage(settings, 'access_lost', problem), 403)
  if (meaning === 'try_later') return c.html(problemPage(settings, 'lgc_unavailable', problem), 503)
  return c.html(problemPage(settings, 'refused_by_lgc', problem), 502)
}
