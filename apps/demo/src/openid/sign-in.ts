import type { Handler } from 'hono'
import { nanoid } from 'nanoid'
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { problemPage } from '../problem-page.ts'
import type { OpenIdDemo } from './openid-demo.ts'
import { sessionFrom } from './session-from.ts'

/** Sends the browser to the issuer with state, nonce and a PKCE challenge made for this browser. */
export function startSignIn({ settings, configuration, cookie, sessions, signIns }: OpenIdDemo): Handler {
  return async (c) => {
    const browser = cookie.read(c) ?? nanoid(43)
    const checks = {
      pkceCodeVerifier: randomPKCECodeVerifier(),
      expectedState: randomState(),
      expectedNonce: randomNonce(),
      idTokenExpected: true,
    }
    const url = buildAuthorizationUrl(await configuration(), {
      redirect_uri: `${settings.origin}/callback`,
      scope: 'openid profile email',
      code_challenge: await calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
    })
    signIns.set(checks.expectedState, { browser, checks })
    if (sessions.find(browser) === undefined) cookie.write(c, browser, 600)
    return c.redirect(url.href, 303)
  }
}

/** Takes the browser back and trades the code for tokens, behind the browser's back. */
export function finishSignIn({ settings, configuration, cookie, sessions, signIns }: OpenIdDemo): Handler {
  return async (c) => {
    const state = c.req.query('state') ?? ''
    const browser = cookie.read(c)
    const signIn = signIns.find(state)
    if (signIn === undefined || signIn.browser !== browser) {
      return c.html(problemPage(settings, 'sign_in_unknown'), 400)
    }
    signIns.delete(state)
    const answer = new URL(`${settings.origin}/callback${new URL(c.req.url).search}`)
    const tokens = await authorizationCodeGrant(await configuration(), answer, signIn.checks)
    // A new name for the browser, so that nobody who knew the old one is signed in too.
    const next = nanoid(43)
    sessions.delete(browser)
    sessions.set(next, sessionFrom(tokens))
    cookie.write(c, next, 86_400)
    return c.redirect('/', 303)
  }
}
