import type { SigningAlgorithm } from '../../domain/keys/signing-key.ts'
import type { EnsureKeys } from './ensure-keys.ts'
import type { Keyring, KeyVault } from './ports.ts'

/** Whether every private key that is kept can be decrypted; makes those that are missing. */
export type CheckKeys = () => Promise<'signing_keys_unusable' | null>

type Dependencies = {
  readonly ensureKeys: EnsureKeys
  readonly keyring: Pick<Keyring, 'read'>
  readonly vault: Pick<KeyVault, 'canOpen'>
  readonly algorithms: readonly SigningAlgorithm[]
}

export function checkKeys({ ensureKeys, keyring, vault, algorithms }: Dependencies): CheckKeys {
  return async () => {
    if (!(await keyring.read()).every(vault.canOpen)) return 'signing_keys_unusable'
    await ensureKeys(algorithms)
    return null
  }
}
