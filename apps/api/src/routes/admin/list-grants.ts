import { accept } from '@lgc/kernel'
import { z } from 'zod'
import type { Endpoint } from '../../http/endpoint.ts'
import { grant } from '../schemas.ts'
import { grantToWire } from '../wire.ts'
import type { Administration } from './administration.ts'
import { grantExample } from './examples.ts'
import { listEndpoint } from './list-endpoint.ts'
import { pageQuery } from './paging.ts'
import { isOneNamed, oneNamed, whose, whoseQuery } from './whose.ts'

const query = z
  .strictObject({
    ...pageQuery,
    ...whoseQuery,
    include_revoked: z.enum(['true', 'false']).default('true'),
  })
  .refine(isOneNamed, oneNamed)

export function listGrantsRoute(administration: Administration): Endpoint {
  return listEndpoint(administration, {
    path: '/admin/grants',
    operation: {
      id: 'listGrants',
      summary: 'List the grants of a person or of a client',
      description:
        'Newest first, with the revoked ones unless `include_revoked` is false. Name one of the two.',
      of: 'grants',
      example: grantExample,
      errors: ['person_not_found', 'client_not_found'],
    },
    query,
    item: grant,
    toWire: grantToWire,
    async wanted(_, realmXid, asked) {
      const of = await whose(administration, realmXid, asked)
      if (!of.ok) return of
      const { person_xid, client_id, include_revoked } = asked
      const filter = { of: of.value, includesRevoked: include_revoked === 'true' }
      return accept({
        list: ['grants', realmXid, person_xid, client_id, include_revoked],
        read: (page) => administration.core.queries.listGrants(filter, page),
      })
    },
  })
}
