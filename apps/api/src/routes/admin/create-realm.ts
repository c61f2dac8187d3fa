import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import type { Administration } from './administration.ts'
import { createOnce, creationErrors, creationHeaders } from './create-once.ts'
import { asKeeperOfRealms, realm, realmExample, realmRequest, realmToWire } from './realms.ts'

const operation: Operation = {
  id: 'createRealm',
  summary: 'Open a realm',
  description: 'It begins empty; its first client and key are made on the command line.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: creationHeaders,
  body: { schema: realmRequest, forms: ['json'], example: { name: 'partners' } },
  answers: { 201: { description: 'The new realm', schema: realm, example: realmExample } },
  errors: [...creationErrors, 'realm_forbidden', 'realm_taken'],
}

export function createRealmRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'post',
    path: '/admin/realms',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asKeeperOfRealms(c, administration, async (operator) => {
        const body = await readBody(c, realmRequest, ['json'])
        if (!body.ok) return body.refusal
        return createOnce(c, administration, {
          operator,
          body: body.value,
          attempt: (once) => core.createRealm(body.value.name, operator.caller, once),
          answer: (created) =>
            created.ok ? c.json(realmToWire(created.value), 201) : problem(c, created.refusal),
        })
      }),
  }
}
