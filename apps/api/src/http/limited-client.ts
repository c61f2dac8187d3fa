import type { Result, Xid } from '@lgc/kernel'
import { addressKey } from '../limits/address-key.ts'
import type { HttpContext } from './exchange.ts'
import type { Refusal } from './problems.ts'
import { isUsedUp, takeAllowance } from './take-allowance.ts'

type Attempt<C, R> = {
  readonly clientId: string
  /** Whether success proves anything: a public client only says its name. */
  readonly isProof: boolean
  readonly prove: () => Promise<Result<C, R>>
}

/**
 * Failures are counted by client and address, and the rest by client only once it proved itself (or by
 * address as well where it cannot): a stranger who knows a client id must not be able to shut its door.
 */
export async function limitedClient<C extends { readonly xid: Xid }, R extends Refusal>(
  c: HttpContext,
  { clientId, isProof, prove }: Attempt<C, R>,
): Promise<Result<C, Refusal>> {
  const caller = `${clientId}@${addressKey(c.get('address'))}`
  const usedUp = await isUsedUp(c, 'token_failed', caller)
  if (usedUp) return { ok: false, refusal: usedUp }
  const client = await prove()
  if (!client.ok) {
    const isFailure = client.refusal !== 'overloaded'
    const refusal = isFailure ? await takeAllowance(c, { bucket: 'token_failed', key: caller }) : null
    return refusal ? { ok: false, refusal } : client
  }
  const key = isProof ? client.value.xid : caller
  const refusal = await takeAllowance(c, { bucket: 'token', key })
  return refusal ? { ok: false, refusal } : client
}
