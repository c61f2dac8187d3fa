import {
  type KeyObject,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  generateKeyPair,
  hkdfSync,
  randomBytes,
} from 'node:crypto'
import { promisify } from 'node:util'
import { calculateJwkThumbprint } from 'jose'
import type { KeyVault } from '../../app/keys/ports.ts'
import type {
  PublicJwk,
  SealedPrivateKey,
  SigningAlgorithm,
  SigningKey,
} from '../../domain/keys/signing-key.ts'
import type { NamedSecret } from '../named-secret.ts'

export type OpenableVault = KeyVault & {
  /** @throws when the key is under an encryption key that is not configured, or was changed */
  readonly open: (key: SigningKey) => KeyObject
}

type Pair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
type EncryptionKey = { readonly kid: string; readonly bytes: Buffer }

const generate = promisify(generateKeyPair)

const makers: Readonly<Record<SigningAlgorithm, () => Promise<Pair>>> = {
  ES256: () => generate('ec', { namedCurve: 'P-256' }),
  RS256: () => generate('rsa', { modulusLength: 2048 }),
  EdDSA: () => generate('ed25519'),
}

/**
 * `v1.<kid of the encryption key>.<nonce>.<AES-256-GCM>`. What the key is called and signs with is authenticated
 * along: a private key that was moved to another row does not open. The first encryption key seals, all open.
 */
export function aesKeyVault(secrets: readonly NamedSecret[]): OpenableVault {
  const keys = secrets.map(encryptionKeyOf)
  const [current] = keys
  if (!current) throw new Error('There is no key to encrypt signing keys with')

  const open = (key: SigningKey): KeyObject => {
    const [, kid = '', nonce = '', body = ''] = /^v1\.([^.]+)\.([^.]+)\.([^.]+)$/.exec(key.sealed ?? '') ?? []
    const encryptionKey = keys.find((candidate) => candidate.kid === kid)
    if (!encryptionKey)
      throw new Error(`Signing key ${key.kid} is under the encryption key ${kid || '(none)'}`)
    const sealed = { nonce: fromText(nonce), body: fromText(body) }
    return createPrivateKey({ key: decrypt(encryptionKey, sealed, key), format: 'der', type: 'pkcs8' })
  }

  return {
    open,

    async make(algorithm) {
      const { publicJwk, privateKey, kid } = await newPair(algorithm)
      return { kid, algorithm, publicJwk, sealed: seal(current, { kid, algorithm }, privateKey) }
    },

    reseal(key) {
      return key.sealed?.startsWith(`v1.${current.kid}.`) ? undefined : seal(current, key, open(key))
    },

    canOpen(key) {
      try {
        return key.sealed === null || open(key).type === 'private'
      } catch {
        return false
      }
    },
  }
}

type NamedPair = { readonly kid: string; readonly publicJwk: PublicJwk; readonly privateKey: KeyObject }

/** Of a name that the command line does not take for an option. */
async function newPair(algorithm: SigningAlgorithm): Promise<NamedPair> {
  const { publicKey, privateKey } = await makers[algorithm]()
  const publicJwk = { ...publicKey.export({ format: 'jwk' }) } as PublicJwk
  const kid = await calculateJwkThumbprint(publicJwk)
  return kid.startsWith('-') ? newPair(algorithm) : { kid, publicJwk, privateKey }
}

function encryptionKeyOf({ kid, secret }: NamedSecret): EncryptionKey {
  return { kid, bytes: Buffer.from(hkdfSync('sha256', secret, '', 'lgc signing keys', 32)) }
}

type Named = Pick<SigningKey, 'kid' | 'algorithm'>

const tagLength = 16

function seal({ kid, bytes }: EncryptionKey, named: Named, privateKey: KeyObject): SealedPrivateKey {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', bytes, nonce).setAAD(boundTo(named))
  const plain = privateKey.export({ format: 'der', type: 'pkcs8' })
  const body = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return `v1.${kid}.${nonce.toString('base64url')}.${body.toString('base64url')}` as SealedPrivateKey
}

function decrypt(
  { bytes }: EncryptionKey,
  { nonce, body }: { readonly nonce: Buffer; readonly body: Buffer },
  named: Named,
): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', bytes, nonce, { authTagLength: tagLength })
  decipher.setAAD(boundTo(named)).setAuthTag(body.subarray(-tagLength))
  return Buffer.concat([decipher.update(body.subarray(0, -tagLength)), decipher.final()])
}

function boundTo({ kid, algorithm }: Named): Buffer {
  return Buffer.from(`${kid}.${algorithm}`)
}

function fromText(text: string): Buffer {
  return Buffer.from(text, 'base64url')
}
