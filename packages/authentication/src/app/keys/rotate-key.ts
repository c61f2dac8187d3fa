import { type Caller, type Result, accept, refuse } from '@lgc/kernel'
import {
  activationAfterNotice,
  activationAtOnce,
  nextGeneration,
  rotationRefusal,
  signerOf,
} from '../../domain/keys/keyring.ts'
import type { SigningAlgorithm, SigningKey } from '../../domain/keys/signing-key.ts'
import type { KeyMaking } from './ensure-keys.ts'

export type RotationRefusal = 'rotation_under_way' | 'keyring_full'

/** Publishes the next key of an algorithm. It signs from when everybody knows it; the one before stays known. */
export type RotateKey = (
  algorithm: SigningAlgorithm,
  caller: Caller,
) => Promise<Result<SigningKey, RotationRefusal>>

type Dependencies = Omit<KeyMaking, 'service'>

export function rotateKey({ transact, keyring, vault, newXid, now }: Dependencies): RotateKey {
  return async (algorithm, caller) => {
    const made = await vault.make(algorithm)
    const outcome = await transact(caller, async ({ keys, record }): Promise<Outcome> => {
      const known = await keys.list()
      const at = now()
      const refusal = rotationRefusal(known, algorithm, at)
      if (refusal) return refuse(refusal)
      const activatesAt = signerOf(known, algorithm, at) ? activationAfterNotice(at) : activationAtOnce(at)
      const instants = { createdAt: at, activatesAt, revokedAt: null }
      const key = { ...made, ...instants, xid: newXid(), generation: nextGeneration(known, algorithm) }
      if (!(await keys.add(key))) return refuse('rotation_under_way')
      const { kid, generation } = key
      const details = { kid, algorithm, generation, activates_at: new Date(activatesAt).toISOString() }
      await record({
        action: 'signing_key.rotated',
        target: { type: 'signing_key', xid: key.xid },
        details,
      })
      return accept(key)
    })
    keyring.forget()
    return outcome
  }
}

type Outcome = Result<SigningKey, RotationRefusal>
