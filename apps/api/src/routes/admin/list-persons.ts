import type { ListedPerson } from '@lgc/person'
import { z } from 'zod'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { readQuery } from '../../http/query.ts'
import { person } from '../schemas.ts'
import { personToWire } from '../wire.ts'
import { type Administration, adminErrors, asOperator } from './administration.ts'
import { personExample } from './examples.ts'
import { type ListName, pageQuery, pageSchema, pageToWire, readPage } from './paging.ts'

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

const operation: Operation = {
  id: 'listPersons',
  summary: 'List and search persons',
  description:
    'Newest first; with `q`, whoever has that xid, then those whose display name, legal name or identifier ' +
    'begins so, letter for letter in names and in any case in identifiers, each once and in that order.',
  tag: 'Administration',
  credentials: ['apiKey'],
  query,
  answers: {
    200: {
      description: 'A page of persons',
      schema: pageSchema(listed),
      example: {
        data: [{ ...personExample, identity_count: 1, primary_identifier: 'ada@example.com' }],
        next_cursor: null,
      },
    },
  },
  errors: adminErrors,
}

export function listPersonsRoute(administration: Administration): Endpoint {
  const { core, cursors } = administration
  return {
    method: 'get',
    path: '/admin/persons',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid }) => {
        const parsed = readQuery(c, query)
        if (!parsed.ok) return parsed.refusal
        const { q = null, status = null } = parsed.value
        const list: ListName = ['persons', realmXid, q, status]
        const page = readPage(c, cursors, list, parsed.value)
        if (!page.ok) return page.refusal
        const found = await core.queries.searchPersons({ realmXid, beginning: q, status }, page.value)
        return c.json(pageToWire(found, cursors, list, listedToWire))
      }),
  }
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
