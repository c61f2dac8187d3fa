import type { Handler } from 'hono'
import { buildEndSessionUrl, tokenRevocation } from 'openid-client'
import { isFormOf } from '../browser-sessions.ts'
import { problemPage } from '../problem-page.ts'
import type { OpenIdDemo, OpenIdSession } from './openid-demo.ts'

/** Ends the session of this app; the issuer, if it does that, lets the person end all others too. */
export function signOut(demo: OpenIdDemo): Handler {
  const { settings, cookie, sessions } = demo
  return async (c) => {
    const browser = cookie.read(c) ?? ''
    const session = sessions.find(browser)
    if (session === undefined) return c.redirect('/', 303)
    const sent = new URLSearchParams(await c.req.text()).get('form_token') ?? ''
    if (!isFormOf(session, sent)) return c.html(problemPage(settings, 'form_unknown'), 403)
    // Forgotten first: whatever the issuer answers, this browser is signed out of this app.
    sessions.delete(browser)
    cookie.clear(c)
    return c.redirect(await endAtIssuer(demo, session), 303)
  }
}

/** Where the browser goes next. */
async function endAtIssuer({ settings, configuration }: OpenIdDemo, session: OpenIdSession): Promise<string> {
  const issuer = await configuration()
  const { end_session_endpoint: end, revocation_endpoint: revocation } = issuer.serverMetadata()
  if (end !== undefined) {
    const asked = { id_token_hint: session.idToken, post_logout_redirect_uri: `${settings.origin}/` }
    return buildEndSessionUrl(issuer, asked).href
  }
  if (revocation !== undefined) await tokenRevocation(issuer, session.refreshToken ?? session.accessToken)
  return '/'
}
