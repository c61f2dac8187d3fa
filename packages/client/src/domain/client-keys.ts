import type { PublicKeySet } from './oauth-settings.ts'

type Key = PublicKeySet['keys'][number]

const mostKeys = 20
const mostLetters = 16_384

/** Public means that nothing in it could sign: no private and no symmetric member (RFC 7518, section 6). */
export function isPublicKey(key: Key): boolean {
  const isKnown = key['kty'] === 'EC' || key['kty'] === 'RSA' || key['kty'] === 'OKP'
  return isKnown && !['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'].some((member) => member in key)
}

/** Few enough to be kept, and one of them at least can check a signature that we accept. */
export function areUsableKeys(keySet: PublicKeySet): boolean {
  const { keys } = keySet
  if (keys.length > mostKeys || JSON.stringify(keySet).length > mostLetters) return false
  return keys.some((key) => key['use'] !== 'enc' && isVerificationKey(key))
}

/** ES256, PS256 and RS256 from 2048 bits on, EdDSA. */
function isVerificationKey(key: Key): boolean {
  if (key['kty'] === 'EC') return key['crv'] === 'P-256' && isOf32Bytes(key['x']) && isOf32Bytes(key['y'])
  if (key['kty'] === 'OKP') return key['crv'] === 'Ed25519' && isOf32Bytes(key['x'])
  return isBase64Url(key['n']) && key['n'].length >= 342 && isBase64Url(key['e'])
}

function isOf32Bytes(value: unknown): boolean {
  return isBase64Url(value) && value.length === 43
}

function isBase64Url(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]+$/.test(value)
}
