import { z } from 'zod'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { readQuery } from '../../http/query.ts'
import { type Administration, adminErrors } from './administration.ts'
import { type ListName, pageQuery, pageSchema, pageToWire, readPage } from './paging.ts'
import { asKeeperOfRealms, realm, realmExample, realmToWire } from './realms.ts'

const query = z.strictObject(pageQuery)
const list: ListName = ['realms']

const operation: Operation = {
  id: 'listRealms',
  summary: 'List the realms',
  description: 'In the order of their names. Persons and clients of one realm never meet those of another.',
  tag: 'Administration',
  credentials: ['apiKey'],
  query,
  answers: {
    200: {
      description: 'A page of realms',
      schema: pageSchema(realm),
      example: { data: [realmExample], next_cursor: null },
    },
  },
  errors: [...adminErrors, 'realm_forbidden'],
}

export function listRealmsRoute(administration: Administration): Endpoint {
  const { core, cursors } = administration
  return {
    method: 'get',
    path: '/admin/realms',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asKeeperOfRealms(c, administration, async () => {
        const parsed = readQuery(c, query)
        if (!parsed.ok) return parsed.refusal
        const page = readPage(c, cursors, list, parsed.value)
        if (!page.ok) return page.refusal
        return c.json(pageToWire(await core.queries.listRealms(page.value), cursors, list, realmToWire))
      }),
  }
}
