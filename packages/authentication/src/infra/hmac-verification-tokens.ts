import { createHmac, timingSafeEqual } from 'node:crypto'
import { type NewXid, type Xid, instant } from '@lgc/kernel'
import type { VerificationTokens } from '../app/ports.ts'
import type { Verification } from '../domain/verification-token.ts'
import type { NamedSecret } from './named-secret.ts'

/** What stands in a token, in seconds and with the names of JWT claims (RFC 7519) where there are such. */
type Payload = {
  readonly v: 1
  readonly sub: Xid
  readonly idn: Xid
  readonly typ: string
  readonly amr: readonly string[]
  readonly cv: string
  readonly iat: number
  readonly exp: number
  readonly jti: Xid
}

const form = /^v1\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]{1,1024})\.([A-Za-z0-9_-]{43})$/

/** `v1.<kid>.<payload>.<HMAC-SHA-256>`. The first key signs, all verify, so that keys can be rotated. */
export function hmacVerificationTokens(keys: readonly NamedSecret[], newXid: NewXid): VerificationTokens {
  const [current] = keys
  if (!current) throw new Error('There is no key for verification tokens')
  return {
    issue(verification) {
      const body = Buffer.from(JSON.stringify(payloadOf(verification, newXid()))).toString('base64url')
      return `v1.${current.kid}.${body}.${mac(current, body).toString('base64url')}`
    },

    read(token) {
      const [, kid, body, signature] = form.exec(token) ?? []
      const key = keys.find((candidate) => candidate.kid === kid)
      if (!key || !body || !signature) return undefined
      const expected = mac(key, body)
      const presented = Buffer.from(signature, 'base64url')
      // A second spelling of the same bytes is refused too: the last character has bits that decode to nothing.
      if (presented.toString('base64url') !== signature || !timingSafeEqual(expected, presented))
        return undefined
      return verificationOf(JSON.parse(Buffer.from(body, 'base64url').toString()) as Payload)
    },
  }
}

function mac({ kid, secret }: NamedSecret, body: string): Buffer {
  return createHmac('sha256', secret).update(`v1.${kid}.${body}`).digest()
}

function payloadOf(verification: Verification, jti: Xid): Payload {
  return {
    v: 1,
    sub: verification.personXid,
    idn: verification.identityXid,
    typ: verification.identityType,
    amr: verification.amr,
    cv: verification.credentialVersion,
    iat: verification.issuedAt / 1000,
    exp: verification.expiresAt / 1000,
    jti,
  }
}

function verificationOf(payload: Payload): Verification {
  return {
    personXid: payload.sub,
    identityXid: payload.idn,
    identityType: payload.typ,
    amr: payload.amr,
    credentialVersion: payload.cv,
    issuedAt: instant(payload.iat * 1000),
    expiresAt: instant(payload.exp * 1000),
  }
}
