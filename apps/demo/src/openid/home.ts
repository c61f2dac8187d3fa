import type { Handler } from 'hono'
import { type UserInfoResponse, WWWAuthenticateChallengeError, fetchUserInfo } from 'openid-client'
import { signedOutPage } from '../signed-out-page.ts'
import type { OpenIdDemo, OpenIdSession } from './openid-demo.ts'
import { refreshed } from './refresh.ts'
import { signedInPage } from './signed-in-page.ts'

/** Tokens that are good for less than this are replaced before they are used. */
const reserveInMs = 30_000

export function openIdHome(demo: OpenIdDemo): Handler {
  const { settings, configuration, cookie, sessions } = demo
  return async (c) => {
    const session = sessions.find(cookie.read(c) ?? '')
    if (session === undefined) return c.html(signedOutPage(settings, { sessionEnded: false }))
    const isFresh = session.accessTokenExpiresAt - Date.now() > reserveInMs
    const current = isFresh ? session : await refreshed(demo, c, session)
    const person = current && (await whoIs(demo, current))
    if (current && person) {
      const { end_session_endpoint: end } = (await configuration()).serverMetadata()
      return c.html(signedInPage(settings, { session: current, person, endsEverywhere: end !== undefined }))
    }
    sessions.delete(cookie.read(c) ?? '')
    cookie.clear(c)
    return c.html(signedOutPage(settings, { sessionEnded: true }))
  }
}

/** Undefined when the issuer takes the token no longer: it has the last word on who is signed in. */
async function whoIs(
  { configuration }: OpenIdDemo,
  { accessToken, subject }: OpenIdSession,
): Promise<UserInfoResponse | undefined> {
  try {
    return await fetchUserInfo(await configuration(), accessToken, subject)
  } catch (error) {
    if (error instanceof WWWAuthenticateChallengeError) return undefined
    throw error
  }
}
