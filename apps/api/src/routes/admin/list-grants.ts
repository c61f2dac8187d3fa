import { z } from 'zod'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { readQuery } from '../../http/query.ts'
import { grant } from '../schemas.ts'
import { grantToWire } from '../wire.ts'
import { type Administration, adminErrors, asOperator } from './administration.ts'
import { grantExample } from './examples.ts'
import { type ListName, pageQuery, pageSchema, pageToWire, readPage } from './paging.ts'
import { isOneNamed, oneNamed, whose, whoseQuery } from './whose.ts'

const query = z
  .strictObject({
    ...pageQuery,
    ...whoseQuery,
    include_revoked: z.enum(['true', 'false']).default('true'),
  })
  .refine(isOneNamed, oneNamed)

const operation: Operation = {
  id: 'listGrants',
  summary: 'List the grants of a person or of a client',
  description: 'Newest first, with the revoked ones unless `include_revoked` is false. Name one of the two.',
  tag: 'Administration',
  credentials: ['apiKey'],
  query,
  answers: {
    200: {
      description: 'A page of grants',
      schema: pageSchema(grant),
      example: { data: [grantExample], next_cursor: null },
    },
  },
  errors: [...adminErrors, 'person_not_found', 'client_not_found'],
}

export function listGrantsRoute(administration: Administration): Endpoint {
  const { core, cursors } = administration
  return {
    method: 'get',
    path: '/admin/grants',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid }) => {
        const parsed = readQuery(c, query)
        if (!parsed.ok) return parsed.refusal
        const of = await whose(administration, realmXid, parsed.value)
        if (!of.ok) return problem(c, of.refusal)
        const { person_xid, client_id, include_revoked } = parsed.value
        const list: ListName = ['grants', realmXid, person_xid, client_id, include_revoked]
        const page = readPage(c, cursors, list, parsed.value)
        if (!page.ok) return page.refusal
        const filter = { of: of.value, includesRevoked: include_revoked === 'true' }
        const found = await core.queries.listGrants(filter, page.value)
        return c.json(pageToWire(found, cursors, list, grantToWire))
      }),
  }
}
