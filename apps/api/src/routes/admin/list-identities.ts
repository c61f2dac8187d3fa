import { parseXid } from '@lgc/kernel'
import { z } from 'zod'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { readQuery } from '../../http/query.ts'
import { identity, xid } from '../schemas.ts'
import { identityToWire } from '../wire.ts'
import { type Administration, adminErrors, asOperator } from './administration.ts'
import { identityExample } from './examples.ts'
import { personInRealm } from './in-realm.ts'

const query = z.strictObject({ person_xid: xid })

const operation: Operation = {
  id: 'listIdentities',
  summary: 'List the identities of a person',
  description: 'All of them, the primary one first. A person has few, so they come on one page.',
  tag: 'Administration',
  credentials: ['apiKey'],
  query,
  answers: {
    200: {
      description: 'The identities',
      schema: z.strictObject({ data: z.array(identity) }),
      example: { data: [identityExample] },
    },
  },
  errors: [...adminErrors, 'person_not_found'],
}

export function listIdentitiesRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'get',
    path: '/admin/identities',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid }) => {
        const parsed = readQuery(c, query)
        if (!parsed.ok) return parsed.refusal
        const person = await personInRealm(core, realmXid, parseXid(parsed.value.person_xid))
        if (!person) return problem(c, 'person_not_found')
        const identities = await core.queries.identities.listOf(person.xid)
        return c.json({ data: identities.map(identityToWire) })
      }),
  }
}
