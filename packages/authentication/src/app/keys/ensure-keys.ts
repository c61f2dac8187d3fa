import type { Caller, Clock, NewXid } from '@lgc/kernel'
import { activationAtOnce, nextGeneration, signerOf } from '../../domain/keys/keyring.ts'
import type { SigningAlgorithm, SigningKey } from '../../domain/keys/signing-key.ts'
import type { Keyring, KeyVault, NewKey, TransactOnKeys } from './ports.ts'

/** Makes a key for each algorithm that has none to sign with, and answers all keys. */
export type EnsureKeys = (algorithms: readonly SigningAlgorithm[]) => Promise<readonly SigningKey[]>

export type KeyMaking = {
  readonly transact: TransactOnKeys
  readonly keyring: Keyring
  readonly vault: KeyVault
  /** On whose behalf keys come to be that nobody asked for. */
  readonly service: () => Caller
  readonly newXid: NewXid
  readonly now: Clock
}

export function ensureKeys({ transact, keyring, vault, service, newXid, now }: KeyMaking): EnsureKeys {
  const addFirst = (made: NewKey): Promise<void> =>
    transact(service(), async ({ keys, record }) => {
      const known = await keys.list()
      const at = now()
      if (signerOf(known, made.algorithm, at)) return
      const generation = nextGeneration(known, made.algorithm)
      const created = { xid: newXid(), createdAt: at, activatesAt: activationAtOnce(at), revokedAt: null }
      const key: SigningKey = { ...made, ...created, generation }
      if (!(await keys.add(key))) return
      const target = { type: 'signing_key', xid: key.xid }
      await record({
        action: 'signing_key.created',
        target,
        details: { kid: key.kid, algorithm: key.algorithm, generation },
      })
    })

  return async (algorithms) => {
    const keys = await keyring.read()
    const missing = algorithms.filter((algorithm) => !signerOf(keys, algorithm, now()))
    if (missing.length === 0) return keys
    // Where the encryption key is a wrong one, the others could not open what is made here.
    if (!keys.every(vault.canOpen))
      throw new Error('Signing keys are under an encryption key that is not here')
    for (const algorithm of missing) await addFirst(await vault.make(algorithm))
    keyring.forget()
    return keyring.read()
  }
}
