import { type Result, accept, refuse } from '@lgc/kernel'
import type { HttpContext } from './exchange.ts'
import { problem } from './problems.ts'

export const idempotencyKeyForm: RegExp = /^[\x21-\x7e]{1,128}$/

/** The name that the caller gives to a request that it may repeat, or null; or the answer that says why not. */
export function readIdempotencyKey(c: HttpContext): Result<string | null, Response> {
  const key = c.req.header('idempotency-key')
  if (key === undefined) return accept(null)
  if (idempotencyKeyForm.test(key)) return accept(key)
  return refuse(problem(c, 'validation_failed', { fields: [{ path: 'Idempotency-Key', rule: 'pattern' }] }))
}
