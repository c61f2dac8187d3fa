import type { Core } from '@lgc/composition'
import { type Result, accept } from '@lgc/kernel'
import { wholeJson } from '../http/answer-headers.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import type { ProblemCode } from '../http/problems.ts'

export type KeyProving = Pick<Core, 'checkDpopProof' | 'nextDpopNonce'>

export const keyErrors: readonly ProblemCode[] = [
  'dpop_proof_invalid',
  'dpop_proof_replayed',
  'dpop_nonce_required',
]

type Circumstances = {
  /** What the proof must belong to; null at the token endpoint. */
  readonly accessToken: string | null
  readonly isFapi: boolean
}

type KeyRefusal = 'dpop_proof_invalid' | 'dpop_proof_replayed' | 'dpop_nonce_required'

/** Thumbprint of the key that the header `DPoP` proves (RFC 9449); null when there is no such header. */
export async function provenKey(
  c: HttpContext,
  { checkDpopProof, nextDpopNonce }: KeyProving,
  circumstances: Circumstances,
): Promise<Result<string | null, KeyRefusal>> {
  const proof = c.req.header('dpop')
  if (proof === undefined) return accept(null)
  const { method, path } = c.req
  const checked = await checkDpopProof({ proof, method, path, ...circumstances }, callerOf(c))
  const isNonceDue = circumstances.isFapi || (!checked.ok && checked.refusal === 'dpop_nonce_required')
  if (isNonceDue) c.header('DPoP-Nonce', nextDpopNonce())
  return checked
}

/** What was asked for, to whoever proved a key or needed none; the nonce for the next proof goes along. */
export function provenJson(c: HttpContext, thumbprint: string | null, body: object): Response {
  return thumbprint === null ? wholeJson(c, body) : c.json(body)
}
