import type { Caller } from '@lgc/kernel'
import type { SigningKey } from '../../domain/keys/signing-key.ts'
import type { Keyring, KeyVault, TransactOnKeys } from './ports.ts'

/** Puts every private key under the current encryption key, so that the former one can be taken away. */
export type ReencryptKeys = (caller: Caller) => Promise<number>

type Dependencies = {
  readonly transact: TransactOnKeys
  readonly keyring: Keyring
  readonly vault: KeyVault
}

/** @throws when a key is under an encryption key that is not configured */
export function reencryptKeys({ transact, keyring, vault }: Dependencies): ReencryptKeys {
  const reencrypt = async (key: SigningKey, caller: Caller): Promise<boolean> => {
    const { xid, kid, algorithm, sealed } = key
    const resealed = sealed && vault.reseal(key)
    if (!resealed) return false
    return transact(caller, async ({ keys, record }) => {
      const isDone = await keys.reseal(kid, sealed, resealed)
      const target = { type: 'signing_key', xid }
      if (isDone) await record({ action: 'signing_key.reencrypted', target, details: { kid, algorithm } })
      return isDone
    })
  }
  return async (caller) => {
    let count = 0
    for (const key of await keyring.read()) count += (await reencrypt(key, caller)) ? 1 : 0
    keyring.forget()
    return count
  }
}
