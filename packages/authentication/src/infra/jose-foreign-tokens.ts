import { type Result, accept, refuse } from '@lgc/kernel'
import { type CompactVerifyGetKey, compactVerify } from 'jose'
import {
  type ClaimRefusal,
  type Expectation,
  type ForeignClaims,
  checkForeignClaims,
} from '../domain/foreign-claims.ts'

export type ForeignToken = { readonly subject: string; readonly claims: ForeignClaims }

export type ForeignTokenRefusal =
  | ClaimRefusal
  | 'too_long'
  | 'signature'
  | 'kind'
  | 'not_json'
  | 'keys_unavailable'

/** The keys of an issuer could not be had; nothing is known about the token. */
export class KeysUnavailable extends Error {}

const algorithms = ['RS256', 'ES256']
const longestToken = 16_384

/**
 * Believes a token that somebody else signed, if it is one. Keys are those that we know the issuer by: what the
 * header says about where keys are (`jku`, `jwk`, `x5u`, `x5c`) is never followed, and `kid` only chooses among them.
 */
export async function readForeignToken(
  token: string,
  keys: CompactVerifyGetKey,
  expectation: Expectation,
): Promise<Result<ForeignToken, ForeignTokenRefusal>> {
  const signed = await readSignedBytes(token, keys)
  if (!signed.ok) return signed
  if (!isIdToken(signed.value.type)) return refuse('kind')
  const claims = parseClaims(signed.value.bytes)
  if (!claims) return refuse('not_json')
  const checked = checkForeignClaims(claims, expectation)
  return checked.ok ? accept({ subject: checked.value.subject, claims }) : checked
}

type Signed = { readonly bytes: Uint8Array; readonly type: string | undefined }

/** The bytes under a signature that is right (RFC 7515); none of them is read before that is known. */
export async function readSignedBytes(
  token: string,
  keys: CompactVerifyGetKey,
): Promise<Result<Signed, 'too_long' | 'signature' | 'keys_unavailable'>> {
  if (token.length > longestToken) return refuse('too_long')
  try {
    const { payload, protectedHeader } = await compactVerify(token, keys, { algorithms })
    // RFC 7797: unencoded payloads are not for tokens (RFC 7519, section 7.1).
    if (protectedHeader.b64 === false) return refuse('signature')
    return accept({ bytes: payload, type: protectedHeader.typ })
  } catch (error) {
    return refuse(error instanceof KeysUnavailable ? 'keys_unavailable' : 'signature')
  }
}

/** RFC 8725, section 3.11: access tokens and logout tokens of the same issuer say in `typ` that they are none. */
function isIdToken(type: string | undefined): boolean {
  return type === undefined || type.toUpperCase() === 'JWT'
}

function parseClaims(bytes: Uint8Array): ForeignClaims | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as ForeignClaims) : undefined
  } catch {
    return undefined
  }
}
