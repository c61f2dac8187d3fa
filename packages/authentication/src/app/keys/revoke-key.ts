import { type Caller, type Result, accept, refuse } from '@lgc/kernel'
import { activationAtOnce, nextGeneration, signerOf } from '../../domain/keys/keyring.ts'
import type { SigningKey } from '../../domain/keys/signing-key.ts'
import type { KeyMaking } from './ensure-keys.ts'
import type { KeysUnit } from './ports.ts'

export type RevocationRefusal = 'signing_key_not_found' | 'signing_key_already_revoked'

/** In an emergency: what the key signed is worth nothing from now on. Where it was the one that signs, a new one does. */
export type RevokeKey = (
  kid: string,
  caller: Caller,
) => Promise<Result<{ readonly successor: SigningKey | null }, RevocationRefusal>>

type Dependencies = Omit<KeyMaking, 'service'>

export function revokeKey({ transact, keyring, vault, newXid, now }: Dependencies): RevokeKey {
  const succeed = async (
    { keys, record }: KeysUnit,
    {
      revoked,
      made,
    }: { readonly revoked: SigningKey; readonly made: Awaited<ReturnType<typeof vault.make>> },
  ): Promise<SigningKey | null> => {
    const known = await keys.list()
    const at = now()
    const signer = signerOf(known, revoked.algorithm, at)
    // One that had already made way is not taken back: it may have leaked in the same way.
    if (signer && signer.generation > revoked.generation) return null
    const instants = { createdAt: at, activatesAt: activationAtOnce(at), revokedAt: null }
    const generation = nextGeneration(known, revoked.algorithm)
    const successor = { ...made, ...instants, xid: newXid(), generation }
    if (!(await keys.add(successor))) throw new Error('Another key was made at the same time')
    const details = { kid: made.kid, algorithm: made.algorithm, generation }
    await record({
      action: 'signing_key.created',
      target: { type: 'signing_key', xid: successor.xid },
      details,
    })
    return successor
  }

  return async (kid, caller) => {
    const revoked = (await keyring.read()).find((key) => key.kid === kid)
    if (!revoked) return refuse('signing_key_not_found')
    const made = await vault.make(revoked.algorithm)
    const outcome = await transact(caller, async (unit): Promise<Outcome> => {
      if (!(await unit.keys.revoke(kid, now()))) return refuse('signing_key_already_revoked')
      const { xid, algorithm, generation } = revoked
      await unit.record({
        action: 'signing_key.revoked',
        target: { type: 'signing_key', xid },
        details: { kid, algorithm, generation },
      })
      return accept({ successor: await succeed(unit, { revoked, made }) })
    })
    keyring.forget()
    return outcome
  }
}

type Outcome = Awaited<ReturnType<RevokeKey>>
