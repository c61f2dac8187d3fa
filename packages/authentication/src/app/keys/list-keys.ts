import type { Clock, Instant } from '@lgc/kernel'
import { isOver, retirementOf, signerOf } from '../../domain/keys/keyring.ts'
import type { SigningKey } from '../../domain/keys/signing-key.ts'
import type { KeyVault, SigningKeys } from './ports.ts'

export type KeyState = 'announced' | 'signing' | 'retired' | 'over' | 'revoked'

export type ListedKey = Pick<
  SigningKey,
  'xid' | 'kid' | 'algorithm' | 'generation' | 'createdAt' | 'activatesAt' | 'revokedAt'
> & {
  readonly state: KeyState
  readonly retiresAt: Instant | null
  /** False of a private half that is under an encryption key that is not here. */
  readonly isOpenable: boolean
}

/** Every key there ever was, without its private half. */
export type ListKeys = () => Promise<readonly ListedKey[]>

type Dependencies = {
  readonly keys: Pick<SigningKeys, 'list'>
  readonly vault: Pick<KeyVault, 'canOpen'>
  readonly now: Clock
}

export function listKeys({ keys, vault, now }: Dependencies): ListKeys {
  return async () => {
    const all = await keys.list()
    const at = now()
    return all.map((key) => {
      const { xid, kid, algorithm, generation, createdAt, activatesAt, revokedAt } = key
      const listed = { xid, kid, algorithm, generation, createdAt, activatesAt, revokedAt }
      return {
        ...listed,
        state: stateOf(all, key, at),
        retiresAt: retirementOf(all, key),
        isOpenable: vault.canOpen(key),
      }
    })
  }
}

function stateOf(all: readonly SigningKey[], key: SigningKey, at: Instant): KeyState {
  if (key.revokedAt !== null) return 'revoked'
  if (isOver(all, key, at)) return 'over'
  if (signerOf(all, key.algorithm, at)?.kid === key.kid) return 'signing'
  return key.activatesAt > at ? 'announced' : 'retired'
}
