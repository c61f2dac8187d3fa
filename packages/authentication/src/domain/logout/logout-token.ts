import type { Instant, Xid } from '@lgc/kernel'
import type { TokenClaims } from '../keys/token.ts'
import type { EndedSession } from './logout-notice.ts'

const lifetimeInSeconds = 120
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'

type Circumstances = { readonly issuer: string; readonly now: Instant; readonly jti: Xid }

/** OpenID Connect Back-Channel Logout 1.0, section 2.4. There is never a nonce: nobody may take it for an ID token. */
export function logoutTokenClaims(ended: EndedSession, { issuer, now, jti }: Circumstances): TokenClaims {
  const iat = Math.floor(now / 1000)
  return {
    iss: issuer,
    aud: ended.clientId,
    iat,
    exp: iat + lifetimeInSeconds,
    jti,
    sub: ended.personXid,
    sid: ended.sessionXid,
    events: { [logoutEvent]: {} },
  }
}
