import type { Xid } from '@lgc/kernel'
import { z } from 'zod'
import type { Endpoint } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { readQuery } from '../../http/query.ts'
import type { Administration } from '../admin/administration.ts'
import { asKeeperOfRealms } from '../admin/realms.ts'
import { xid } from '../schemas.ts'
import type { LogDoor } from './log-door.ts'

const paging = {
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/)
    .optional()
    .describe('1 to 100 entries; 20 unless said'),
  cursor: xid.optional().describe('`next_cursor` of the page before'),
}
const usualLimit = 20

/** Newest first; what is written meanwhile moves no page. */
export function readLogRoute<Entry, Filter, Asked extends z.ZodRawShape>(
  administration: Pick<Administration, 'core'>,
  door: LogDoor<Entry, Filter, Asked>,
): Endpoint {
  const filters = z.strictObject(door.filters)
  const query = z.strictObject({ ...door.filters, ...paging })
  const pages = z.object(paging)
  return {
    method: 'get',
    path: `/admin/${door.name}`,
    isForBrowsers: false,
    operation: {
      id: `read${door.title}`,
      summary: `Read ${door.what}`,
      description: 'Newest first, a page at a time. Filters are joined by "and".',
      tag: 'Administration',
      query,
      credentials: ['apiKey'],
      answers: {
        200: {
          description: 'A page, and where the next one begins',
          schema: z.strictObject({ data: z.array(door.entry), next_cursor: xid.nullable() }),
          example: { data: [door.example], next_cursor: null },
        },
      },
      errors: [
        'api_key_missing',
        'api_key_invalid',
        'api_key_role_forbidden',
        'realm_forbidden',
        'cursor_unknown',
      ],
    },
    handle: (c) =>
      asKeeperOfRealms(c, administration, async () => {
        const asked = readQuery(c, query)
        if (!asked.ok) return asked.refusal
        const { limit, cursor, ...rest } = { ...asked.value, ...pages.parse(asked.value) }
        const page = await door.read({
          filter: door.toFilter(filters.parse(rest)),
          after: (cursor ?? null) as Xid | null,
          limit: limit === undefined ? usualLimit : Number(limit),
        })
        if (!page.ok) return problem(c, page.refusal)
        return c.json({ data: page.value.entries.map(door.toPlain), next_cursor: page.value.next })
      }),
  }
}
