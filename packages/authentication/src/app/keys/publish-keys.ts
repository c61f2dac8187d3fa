import type { Clock } from '@lgc/kernel'
import { publishedKeys } from '../../domain/keys/keyring.ts'
import type { PublicJwk, SigningAlgorithm } from '../../domain/keys/signing-key.ts'
import type { EnsureKeys } from './ensure-keys.ts'
import type { Keyring } from './ports.ts'

/** A JWK Set (RFC 7517, section 5) of public keys. */
export type PublishedKeys = { readonly keys: readonly PublicJwk[] }

/** The keys by which others verify what we signed and are about to sign. */
export type PublishKeys = () => Promise<PublishedKeys>

type Dependencies = {
  readonly ensureKeys: EnsureKeys
  readonly keyring: Keyring
  readonly algorithms: readonly SigningAlgorithm[]
  readonly now: Clock
}

export function publishKeys({ ensureKeys, keyring, algorithms, now }: Dependencies): PublishKeys {
  return async () => {
    // Others must be able to verify while our database is away.
    const keys = await ensureKeys(algorithms).catch(() => keyring.readEvenIfOld())
    return {
      keys: publishedKeys(keys, now()).map(({ kid, algorithm, publicJwk }) => ({
        ...publicJwk,
        kid,
        alg: algorithm,
        use: 'sig',
      })),
    }
  }
}
