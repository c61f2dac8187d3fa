import { nanoid } from 'nanoid'
import type { TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client'
import type { OpenIdSession } from './openid-demo.ts'

/** What the app keeps of the tokens; after a refresh, of the new ones and the sign-in that began it all. */
export function sessionFrom(
  tokens: TokenEndpointResponse & TokenEndpointResponseHelpers,
  earlier?: OpenIdSession,
): OpenIdSession {
  const now = Date.now()
  const { refreshes, ...kept } = earlier ?? beginning(now)
  return {
    ...kept,
    subject: tokens.claims()?.sub ?? kept.subject,
    accessToken: tokens.access_token,
    accessTokenExpiresAt: now + (tokens.expiresIn() ?? 60) * 1000,
    refreshToken: tokens.refresh_token ?? kept.refreshToken,
    idToken: tokens.id_token ?? kept.idToken,
    refreshes: refreshes + 1,
  }
}

/** Before the first tokens. */
function beginning(now: number): Omit<OpenIdSession, 'accessToken' | 'accessTokenExpiresAt'> {
  const nothing = { subject: '', refreshToken: undefined, idToken: '' }
  return { ...nothing, signedInAt: now, refreshes: -1, formToken: nanoid(43) }
}
