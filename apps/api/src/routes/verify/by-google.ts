import type { Verified } from '@lgc/authentication'
import type { Core } from '@lgc/composition'
import type { Result } from '@lgc/kernel'
import { z } from 'zod'
import { type HttpContext, callerOf } from '../../http/exchange.ts'
import type { Refusal } from '../../http/problems.ts'
import { clientId } from '../schemas.ts'

/** What a product asked Google for, and the nonce that it asked with. */
export const googleToken = {
  id_token: z.string().min(1).max(8192),
  nonce: z.string().min(1).max(255).optional(),
}

export const googleProof = z.strictObject({
  method: z.literal('google_id_token'),
  ...googleToken,
  client_id: clientId.optional(),
})

export function byGoogle(
  c: HttpContext,
  { verifyByProvider }: Pick<Core, 'verifyByProvider'>,
  proof: z.output<typeof googleProof>,
): Promise<Result<Verified, Refusal>> {
  const { id_token: idToken, nonce = null, client_id: clientId = null } = proof
  return verifyByProvider({ idToken, nonce, clientId }, callerOf(c))
}
