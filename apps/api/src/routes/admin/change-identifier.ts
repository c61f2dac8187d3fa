import { z } from 'zod'
import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { identity } from '../schemas.ts'
import { identityToWire } from '../wire.ts'
import { type Administration, adminWriteErrors, agentHeader, asOperator, xidIn } from './administration.ts'
import { identityExample } from './examples.ts'

const request = z.strictObject({ identifier: z.string().min(1).max(255) })

const operation: Operation = {
  id: 'changeIdentifier',
  summary: 'Change the identifier of an identity',
  description:
    'The identity keeps its type and has to be proved again; verification tokens made before go stale.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  body: { schema: request, forms: ['json'], example: { identifier: 'ada.lovelace@example.com' } },
  answers: { 200: { description: 'The identity as it is now', schema: identity, example: identityExample } },
  errors: [
    ...adminWriteErrors,
    'identity_not_found',
    'identifier_unrecognized',
    'identifier_type_not_allowed',
    'identifier_taken',
  ],
}

export function changeIdentifierRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'patch',
    path: '/admin/identities/:xid',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid, caller }) => {
        const body = await readBody(c, request, ['json'])
        if (!body.ok) return body.refusal
        const identityXid = xidIn(c)
        if (!identityXid) return problem(c, 'identity_not_found')
        const wanted = { realmXid, identityXid, identifier: body.value.identifier }
        const changed = await core.changeIdentifier(wanted, caller)
        if (!changed.ok) return problem(c, changed.refusal)
        c.set('personXid', changed.value.personXid)
        return c.json(identityToWire(changed.value))
      }),
  }
}
