import type { ListedPerson } from '@lgc/person'
import { accept } from '@lgc/kernel'
import { z } from 'zod'
import type { Endpoint } from '../../http/endpoint.ts'
import { person } from '../schemas.ts'
import { personToWire } from '../wire.ts'
import type { Administration } from './administration.ts'
import { personExample } from './examples.ts'
import { listEndpoint } from './list-endpoint.ts'
import { pageQuery } from './paging.ts'

const query = z.strictObject({
  ...pageQuery,
  q: z.string().trim().min(2).max(100).optional().describe('How a name or an identifier begins, or an xid'),
  status: z.enum(['active', 'suspended']).optional(),
})

const listed = z.strictObject({
  ...person.shape,
  identity_count: z.int(),
  primary_identifier: z.string().nullable(),
})

export function listPersonsRoute(administration: Administration): Endpoint {
  return listEndpoint(administration, {
    path: '/admin/persons',
    operation: {
      id: 'listPersons',
      summary: 'List and search persons',
      description:
        'Newest first; with `q`, whoever has that xid, then those whose display name, legal name or identifier ' +
        'begins so, letter for letter in names and in any case in identifiers, each once and in that order.',
      of: 'persons',
      example: { ...personExample, identity_count: 1, primary_identifier: 'ada@example.com' },
    },
    query,
    item: listed,
    toWire: listedToWire,
    async wanted({ core }, realmXid, { q = null, status = null }) {
      const filter = { realmXid, beginning: q, status }
      return accept({
        list: ['persons', realmXid, q, status],
        read: (page) => core.queries.searchPersons(filter, page),
      })
    },
  })
}

function listedToWire({
  person: listedPerson,
  identityCount,
  primaryIdentifier,
}: ListedPerson): z.input<typeof listed> {
  return {
    ...personToWire(listedPerson),
    identity_count: identityCount,
    primary_identifier: primaryIdentifier,
  }
}
