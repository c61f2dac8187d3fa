import type { Context, Handler } from 'hono'
import type { BrowserSession } from './browser-sessions.ts'
import type { Demo } from './demo.ts'
import type { LgcRefusal } from './lgc-client.ts'
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
    lgc.validateSession(session.sessionToken),
    lgc.userinfo(session.sessionToken),
  ])
  if (!facts.ok) return refused(demo, c, facts.refusal)
  if (!details.ok && details.refusal.reason !== 'not_shared') return refused(demo, c, details.refusal)
  const shared = details.ok ? details.value : undefined
  return c.html(signedInPage(settings, { facts: facts.value, shared, formToken: session.formToken }))
}

/** LGC has the last word on who is signed in, so a session that it ended ends here too. */
function refused(
  { settings, cookie, sessions }: Demo,
  c: Context,
  refusal: LgcRefusal,
): Response | Promise<Response> {
  if (refusal.reason === 'session_ended' || refusal.reason === 'access_lost') {
    sessions.forget(cookie.read(c))
    cookie.clear(c)
  }
  if (refusal.reason === 'session_ended') return c.html(signedOutPage(settings, { sessionEnded: true }))
  if (refusal.reason === 'access_lost') return c.html(problemPage(settings, 'access_lost', refusal), 403)
  return c.html(problemPage(settings, 'refused_by_lgc', refusal), 502)
}
