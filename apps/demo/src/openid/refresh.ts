import type { Context, Handler } from 'hono'
import { ResponseBodyError, refreshTokenGrant } from 'openid-client'
import { isFormOf } from '../browser-sessions.ts'
import { problemPage } from '../problem-page.ts'
import { signedOutPage } from '../signed-out-page.ts'
import type { OpenIdDemo, OpenIdSession } from './openid-demo.ts'
import { sessionFrom } from './session-from.ts'

/** Gets new tokens because somebody pressed the button; otherwise it happens when they run out. */
export function refreshTokens(demo: OpenIdDemo): Handler {
  const { settings, cookie, sessions } = demo
  return async (c) => {
    const session = sessions.find(cookie.read(c) ?? '')
    if (session === undefined) return c.redirect('/', 303)
    const sent = new URLSearchParams(await c.req.text()).get('form_token') ?? ''
    if (!isFormOf(session, sent)) return c.html(problemPage(settings, 'form_unknown'), 403)
    const next = await refreshed(demo, c, session)
    return next ? c.redirect('/', 303) : c.html(signedOutPage(settings, { sessionEnded: true }))
  }
}

/** The session with new tokens; undefined when the issuer ended it, and then it ends here too. */
export async function refreshed(
  { configuration, cookie, sessions }: OpenIdDemo,
  c: Context,
  session: OpenIdSession,
): Promise<OpenIdSession | undefined> {
  const browser = cookie.read(c) ?? ''
  try {
    const tokens = await refreshTokenGrant(await configuration(), session.refreshToken ?? '')
    const next = sessionFrom(tokens, session)
    sessions.set(browser, next)
    return next
  } catch (error) {
    if (!(error instanceof ResponseBodyError && error.error === 'invalid_grant')) throw error
    sessions.delete(browser)
    cookie.clear(c)
    return undefined
  }
}
