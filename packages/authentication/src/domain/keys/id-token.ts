import { type Instant, type Xid, later } from '@lgc/kernel'
import type { TokenClaims } from './token.ts'

const idTokenLifetimeInSeconds = 300

/** One factor was shown, whichever it was. No higher class is known, so none is claimed. */
export const authenticationClass = 'urn:lgc:acr:1'

/** What an ID token is to say, as it really happened. */
export type SignedInPerson = {
  readonly personXid: Xid
  readonly clientId: string
  readonly authTime: Instant
  readonly amr: readonly string[]
  /** As the client sent it; null when it sent none. */
  readonly nonce: string | null
  readonly sessionXid: Xid
}

type Circumstances = {
  readonly issuer: string
  readonly now: Instant
  /** Half the digest of the access token that goes with it; null where none does. */
  readonly accessTokenHash: string | null
}

/** OpenID Connect Core 1.0, sections 2 and 3.1.3.6. */
export function idTokenClaims(person: SignedInPerson, circumstances: Circumstances): TokenClaims {
  const { issuer, now, accessTokenHash } = circumstances
  return {
    iss: issuer,
    sub: person.personXid,
    aud: person.clientId,
    iat: inSeconds(now),
    exp: inSeconds(later(now, idTokenLifetimeInSeconds)),
    auth_time: inSeconds(person.authTime),
    acr: authenticationClass,
    amr: person.amr,
    sid: person.sessionXid,
    ...(person.nonce === null ? {} : { nonce: person.nonce }),
    ...(accessTokenHash === null ? {} : { at_hash: accessTokenHash }),
  }
}

function inSeconds(at: Instant): number {
  return Math.floor(at / 1000)
}
