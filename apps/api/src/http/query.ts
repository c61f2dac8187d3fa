import { type Result, accept, refuse } from '@lgc/kernel'
import type { z } from 'zod'
import { fieldsOf } from './body.ts'
import type { HttpContext } from './exchange.ts'
import { problem } from './problems.ts'
import { parseStrictForm } from './strict-form.ts'

/** The query as the schema wants it, or the answer that says why not. */
export function readQuery<Schema extends z.ZodType>(
  c: HttpContext,
  schema: Schema,
): Result<z.output<Schema>, Response> {
  const fields = parseStrictForm(new URL(c.req.url).search)
  if (!fields.ok) {
    return refuse(problem(c, 'validation_failed', { fields: [{ path: '', rule: fields.refusal }] }))
  }
  const parsed = schema.safeParse(fields.value)
  if (parsed.success) return accept(parsed.data)
  return refuse(problem(c, 'validation_failed', { fields: fieldsOf(parsed.error, fields.value) }))
}
