import { parseXid, refuse } from '@lgc/kernel'
import { z } from 'zod'
import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { accessLevel, clientId, examples, grant, xid } from '../schemas.ts'
import { grantToWire } from '../wire.ts'
import { type Administration, asOperator } from './administration.ts'
import { createOnce, creationErrors, creationHeaders } from './create-once.ts'
import { grantExample } from './examples.ts'
import { clientNamedInRealm, personInRealm } from './in-realm.ts'

const request = z.strictObject({
  person_xid: xid,
  client_id: clientId,
  access_level: accessLevel.default('user'),
})

const operation: Operation = {
  id: 'createGrant',
  summary: 'Let a person enter a client',
  description:
    'A person has at most one active grant for a client. It may be given before the client requires grants.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: creationHeaders,
  body: {
    schema: request,
    forms: ['json'],
    example: { person_xid: examples.personXid, client_id: 'bar-app', access_level: 'user' },
  },
  answers: { 201: { description: 'The new grant', schema: grant, example: grantExample } },
  errors: [...creationErrors, 'person_not_found', 'client_not_found', 'grant_already_exists'],
}

export function createGrantRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'post',
    path: '/admin/grants',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async (operator) => {
        const body = await readBody(c, request, ['json'])
        if (!body.ok) return body.refusal
        const { person_xid, client_id, access_level: accessLevel } = body.value
        const { realmXid, caller } = operator
        return createOnce(c, administration, {
          operator,
          body: body.value,
          async attempt(once) {
            const person = await personInRealm(core, realmXid, parseXid(person_xid))
            if (!person) return refuse('person_not_found')
            const client = await clientNamedInRealm(core, realmXid, client_id)
            if (!client) return refuse('client_not_found')
            const order = { personXid: person.xid, clientId: client.clientId, accessLevel }
            return core.createGrant(order, caller, once)
          },
          answer(created) {
            if (!created.ok) return problem(c, created.refusal)
            c.set('personXid', created.value.personXid)
            return c.json(grantToWire(created.value), 201)
          },
        })
      }),
  }
}
