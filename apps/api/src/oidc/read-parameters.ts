import { type Result, refuse } from '@lgc/kernel'
import type { z } from 'zod'
import { readBody, usualLimits } from '../http/body.ts'
import type { HttpContext } from '../http/exchange.ts'
import { problem } from '../http/problems.ts'

const reading = { ...usualLimits, lists: new Set(['resource']), isEmptyAbsent: true }

/**
 * The parameters of a form. Queries end up in logs and histories: none is taken from there (RFC 6749, section 2.3.1).
 * A parameter that is not known is ignored, and one that comes twice is refused (section 3.2).
 */
export async function readParameters<Schema extends z.ZodObject>(
  c: HttpContext,
  schema: Schema,
): Promise<Result<z.output<Schema>, Response>> {
  const isInQuery = Object.keys(c.req.query()).some((name) => name in schema.shape)
  if (isInQuery) return refuse(problem(c, 'validation_failed', { fields: [{ path: '', rule: 'in_query' }] }))
  return readBody(c, schema, ['form'], reading)
}
