import { accept } from '@lgc/kernel'
import { z } from 'zod'
import type { Endpoint } from '../../http/endpoint.ts'
import type { Administration } from './administration.ts'
import { listEndpoint } from './list-endpoint.ts'
import { pageQuery } from './paging.ts'
import { asKeeperOfRealms, realm, realmExample, realmToWire } from './realms.ts'

export function listRealmsRoute(administration: Administration): Endpoint {
  return listEndpoint(administration, {
    path: '/admin/realms',
    operation: {
      id: 'listRealms',
      summary: 'List the realms',
      description:
        'In the order of their names. Persons and clients of one realm never meet those of another.',
      of: 'realms',
      example: realmExample,
      errors: ['realm_forbidden'],
    },
    query: z.strictObject(pageQuery),
    item: realm,
    toWire: realmToWire,
    wanted: async ({ core }) => accept({ list: ['realms'], read: core.queries.listRealms }),
    asking: asKeeperOfRealms,
  })
}
