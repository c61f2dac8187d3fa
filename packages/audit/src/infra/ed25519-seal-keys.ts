import { type KeyObject, createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto'
import type { SealKeys } from '../app/ports.ts'
import type { Digest } from '../domain/seal.ts'

export type SealKeySettings = {
  /** PKCS#8, as PEM or as the base64 of its DER form. */
  readonly signingKey: string
  /** SPKI, in the same forms: keys that signed earlier seals. */
  readonly formerKeys: readonly string[]
}

export const sha256: Digest = (text) => hash('sha256', text, 'hex')

/** Signs seals with one key, and knows the seals of that one and of those before it. */
export function ed25519SealKeys({ signingKey, formerKeys }: SealKeySettings): SealKeys {
  const privateKey = parseSigningKey(signingKey)
  const publicKeys = [createPublicKey(privateKey), ...formerKeys.map(parsePublicKey)]
  const known = new Map(publicKeys.map((key) => [keyIdOf(key), key]))
  return {
    keyId: keyIdOf(createPublicKey(privateKey)),
    sign: (digest) => sign(null, Buffer.from(digest, 'hex'), privateKey).toString('hex'),
    isSigned({ keyId, digest, signature }) {
      const key = known.get(keyId)
      return key !== undefined && verify(null, Buffer.from(digest, 'hex'), key, Buffer.from(signature, 'hex'))
    },
  }
}

/** @throws when the text is no private Ed25519 key */
export function parseSigningKey(text: string): KeyObject {
  return ofEd25519(
    createPrivateKey(isPem(text) ? text : { key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' }),
  )
}

/** @throws when the text is no public Ed25519 key */
export function parsePublicKey(text: string): KeyObject {
  return ofEd25519(
    createPublicKey(isPem(text) ? text : { key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }),
  )
}

function ofEd25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('The key is not of Ed25519')
  return key
}

function keyIdOf(key: KeyObject): string {
  return hash('sha256', key.export({ format: 'der', type: 'spki' }), 'hex').slice(0, 16)
}

function isPem(text: string): boolean {
  return text.includes('-----BEGIN')
}
