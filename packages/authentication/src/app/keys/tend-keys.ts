import type { Caller, Clock } from '@lgc/kernel'
import { isOver, isRotationDue } from '../../domain/keys/keyring.ts'
import type { SigningAlgorithm, SigningKey } from '../../domain/keys/signing-key.ts'
import type { Keyring, TransactOnKeys } from './ports.ts'
import type { RotateKey } from './rotate-key.ts'

/** Rotates the keys that have signed for long enough and forgets those that are over; tells how many in all. */
export type TendKeys = (caller: Caller) => Promise<number>

type Dependencies = {
  readonly transact: TransactOnKeys
  readonly keyring: Keyring
  readonly rotateKey: RotateKey
  readonly algorithms: readonly SigningAlgorithm[]
  /** 0 where an operator rotates. */
  readonly rotationInDays: number
  readonly now: Clock
}

export function tendKeys(dependencies: Dependencies): TendKeys {
  const { transact, keyring, rotateKey, algorithms, rotationInDays, now } = dependencies
  const erase = ({ xid, kid, algorithm, generation }: SigningKey, caller: Caller): Promise<boolean> =>
    transact(caller, async ({ keys, record }) => {
      const isErased = await keys.erase(kid)
      const target = { type: 'signing_key', xid }
      if (isErased)
        await record({ action: 'signing_key.erased', target, details: { kid, algorithm, generation } })
      return isErased
    })

  return async (caller) => {
    const keys = await keyring.read()
    const over = keys.filter((key) => key.sealed !== null && isOver(keys, key, now()))
    let count = 0
    for (const key of over) count += (await erase(key, caller)) ? 1 : 0
    const due = algorithms.filter(
      (algorithm) =>
        rotationInDays > 0 && isRotationDue(keys, algorithm, { now: now(), afterDays: rotationInDays }),
    )
    for (const algorithm of due) count += (await rotateKey(algorithm, caller)).ok ? 1 : 0
    if (count > 0) keyring.forget()
    return count
  }
}
