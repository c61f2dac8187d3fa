import type { Verified } from '@lgc/authentication'
import type { Core } from '@lgc/composition'
import { type Result, accept } from '@lgc/kernel'
import { z } from 'zod'
import { readCookie, setCookie } from '../../http/cookies.ts'
import { type HttpContext, callerOf } from '../../http/exchange.ts'
import type { Refusal } from '../../http/problems.ts'
import { clientId } from '../schemas.ts'

export const passwordProof = z.strictObject({
  method: z.literal('password'),
  identifier: z.string().min(1).max(255),
  password: z.string().min(1).max(256),
  client_id: clientId.optional(),
})

/** A browser that was right keeps a cookie, so that its attempts are counted apart from then on. */
export async function byPassword(
  c: HttpContext,
  { verifyByPassword }: Pick<Core, 'verifyByPassword'>,
  proof: z.output<typeof passwordProof>,
): Promise<Result<Verified, Refusal>> {
  const { identifier, password, client_id: clientId = null } = proof
  const device = readCookie(c, 'lgc_device')
  const verified = await verifyByPassword({ identifier, password, clientId, device }, callerOf(c))
  if (!verified.ok) return verified
  setCookie(c, 'lgc_device', verified.value.device)
  return accept(verified.value)
}
