import { type KeyObject, createPublicKey, hash, sign } from 'node:crypto'
import { CompactSign, compactVerify, errors } from 'jose'
import type { TokenSignatures } from '../../app/keys/ports.ts'
import type { SigningAlgorithm, SigningKey } from '../../domain/keys/signing-key.ts'
import type { OpenableVault } from './aes-key-vault.ts'

/** Our own are a tenth of that; whatever is longer is not looked at. */
const longestToken = 16_384

const digests: Readonly<Record<SigningAlgorithm, string>> = {
  ES256: 'sha256',
  RS256: 'sha256',
  EdDSA: 'sha512',
}

/** Keys are decrypted and parsed once. */
export function joseSignatures({ open }: Pick<OpenableVault, 'open'>): TokenSignatures {
  const privateKeyOf = keptByKid(open)
  const publicKeyOf = keptByKid(({ publicJwk }) => createPublicKey({ key: { ...publicJwk }, format: 'jwk' }))
  return {
    async sign(key, header, claims) {
      if (key.algorithm !== 'RS256') return signedHere(key.algorithm, privateKeyOf(key), [header, claims])
      const payload = new TextEncoder().encode(JSON.stringify(claims))
      return new CompactSign(payload).setProtectedHeader(header).sign(privateKeyOf(key))
    },

    read(token) {
      if (token.length > longestToken) return undefined
      const parts = token.split('.')
      const [header, claims] = parts.slice(0, 2).map(jsonObjectIn)
      return parts.length === 3 && parts.every(isSpelledTheOneWay) && header && claims
        ? { header, claims }
        : undefined
    },

    async isSignedBy(key, token) {
      try {
        await compactVerify(token, publicKeyOf(key), { algorithms: [key.algorithm] })
        return true
      } catch (error) {
        if (error instanceof errors.JOSEError) return false
        throw error
      }
    },

    halfDigest(algorithm, text) {
      const digest = hash(digests[algorithm], text, 'buffer')
      return digest.subarray(0, digest.length / 2).toString('base64url')
    },
  }
}

/**
 * A JWS of compact form (RFC 7515, section 7.1). By a curve it takes 30 µs, less than the way to the thread pool and
 * back, where it would also wait for those who hash passwords. RSA takes ten times as long and goes there.
 */
function signedHere(algorithm: 'ES256' | 'EdDSA', key: KeyObject, parts: readonly object[]): string {
  const input = parts.map(encoded).join('.')
  const digest = algorithm === 'ES256' ? digests[algorithm] : null
  const signature = sign(digest, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

function keptByKid(make: (key: SigningKey) => KeyObject): (key: SigningKey) => KeyObject {
  const made = new Map<string, KeyObject>()
  return (key) => {
    const known = made.get(key.kid) ?? make(key)
    made.set(key.kid, known)
    return known
  }
}

/** The last character of a part may have bits that decode to nothing; another spelling would be another token. */
function isSpelledTheOneWay(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part
}

function jsonObjectIn(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
