import { accept } from '@lgc/kernel'
import { z } from 'zod'
import type { Endpoint } from '../../http/endpoint.ts'
import type { Administration } from './administration.ts'
import { client, clientExample, clientToWire } from './client-wire.ts'
import { listEndpoint } from './list-endpoint.ts'
import { pageQuery } from './paging.ts'

const query = z.strictObject({
  ...pageQuery,
  q: z.string().trim().min(2).max(100).optional().describe('How the client_id or the name begins'),
  include_inactive: z.enum(['true', 'false']).default('false'),
})

export function listClientsRoute(administration: Administration): Endpoint {
  return listEndpoint(administration, {
    path: '/admin/clients',
    operation: {
      id: 'listClients',
      summary: 'List and search clients',
      description:
        'In the order of `client_id`; those that were deactivated only if asked for. Never a secret.',
      of: 'clients',
      example: clientExample,
    },
    query,
    item: client,
    toWire: clientToWire,
    async wanted({ core }, realmXid, { q: beginning = null, include_inactive }) {
      const filter = { realmXid, beginning, includesInactive: include_inactive === 'true' }
      return accept({
        list: ['clients', realmXid, beginning, include_inactive],
        read: (page) => core.queries.listClients(filter, page),
      })
    },
  })
}
