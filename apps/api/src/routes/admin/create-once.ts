import type { Once } from '@lgc/client'
import type { Result } from '@lgc/kernel'
import { z } from 'zod'
import type { HttpContext } from '../../http/exchange.ts'
import { idempotencyKeyForm, readIdempotencyKey } from '../../http/idempotency-key.ts'
import type { ProblemCode } from '../../http/problems.ts'
import { type Administration, type Operator, adminWriteErrors, agentHeader } from './administration.ts'

export const creationHeaders: z.ZodObject = z.object({
  ...agentHeader.shape,
  'Idempotency-Key': z
    .string()
    .regex(idempotencyKeyForm)
    .optional()
    .describe('The same request under the same key is done once and answered alike for 24 hours'),
})

/** The errors of everything that may be asked for once. */
export const creationErrors: readonly ProblemCode[] = [...adminWriteErrors, 'idempotency_key_reused']

type Creation<T, R> = {
  readonly operator: Operator
  readonly body: unknown
  /** Refuses or does it, and keeps what it answers under `once`. */
  readonly attempt: (once: Once | null) => Promise<Result<T, R>>
  readonly answer: (result: Result<T, R | 'idempotency_key_reused'>) => Response
}

/**
 * Does what an operator asks for under an Idempotency-Key once. Whoever asks again gets the same answer,
 * before anything else is looked at: what was created then may be gone by now.
 */
export async function createOnce<T, R>(
  c: HttpContext,
  { core }: Administration,
  { operator, body, attempt, answer }: Creation<T, R>,
): Promise<Response> {
  const named = readIdempotencyKey(c)
  if (!named.ok) return named.refusal
  if (named.value === null) return answer(await attempt(null))
  const once = {
    clientXid: operator.key.clientXid,
    key: named.value,
    part: 0,
    requestHmac: core.digestRequest(`${c.req.method} ${c.req.path}\n${JSON.stringify(body)}`),
  }
  return answer((await core.recallAnswer<Result<T, R>>(once)) ?? (await attempt(once)))
}
