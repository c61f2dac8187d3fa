import { z } from 'zod'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { readQuery } from '../../http/query.ts'
import { type Administration, adminErrors, asOperator } from './administration.ts'
import { client, clientExample, clientToWire } from './client-wire.ts'
import { type ListName, pageQuery, pageSchema, pageToWire, readPage } from './paging.ts'

const query = z.strictObject({
  ...pageQuery,
  q: z.string().trim().min(2).max(100).optional().describe('How the client_id or the name begins'),
  include_inactive: z.enum(['true', 'false']).default('false'),
})

const operation: Operation = {
  id: 'listClients',
  summary: 'List and search clients',
  description: 'In the order of `client_id`; those that were deactivated only if asked for. Never a secret.',
  tag: 'Administration',
  credentials: ['apiKey'],
  query,
  answers: {
    200: {
      description: 'A page of clients',
      schema: pageSchema(client),
      example: { data: [clientExample], next_cursor: null },
    },
  },
  errors: adminErrors,
}

export function listClientsRoute(administration: Administration): Endpoint {
  const { core, cursors } = administration
  return {
    method: 'get',
    path: '/admin/clients',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid }) => {
        const parsed = readQuery(c, query)
        if (!parsed.ok) return parsed.refusal
        const { q: beginning = null, include_inactive } = parsed.value
        const list: ListName = ['clients', realmXid, beginning, include_inactive]
        const page = readPage(c, cursors, list, parsed.value)
        if (!page.ok) return page.refusal
        const filter = { realmXid, beginning, includesInactive: include_inactive === 'true' }
        const found = await core.queries.listClients(filter, page.value)
        return c.json(pageToWire(found, cursors, list, clientToWire))
      }),
  }
}
