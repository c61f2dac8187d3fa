import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'

extendZodWithOpenApi(z)

/** The error envelope, as the document shows it. */
export const errorSchema = z
  .strictObject({
    error: z.string().describe('Coarse: the name of RFC 6749 where there is one'),
    code: z.string().describe('Fine and stable: branch on this one'),
    error_description: z.string().describe('For people; says nothing secret'),
    request_id: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
    fields: z.array(z.strictObject({ path: z.string(), rule: z.string() })).optional(),
  })
  .openapi('Error')
