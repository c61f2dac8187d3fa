import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { type Administration, adminErrors, asOperator, xidIn } from './administration.ts'
import { client, clientExample, clientToWire } from './client-wire.ts'
import { clientInRealm } from './in-realm.ts'

const operation: Operation = {
  id: 'readClient',
  summary: 'Read a client',
  description: 'All that an operator decides about it, whether it is active or not. Never a secret.',
  tag: 'Administration',
  credentials: ['apiKey'],
  answers: { 200: { description: 'The client', schema: client, example: clientExample } },
  errors: [...adminErrors, 'client_not_found'],
}

export function readClientRoute(administration: Administration): Endpoint {
  return {
    method: 'get',
    path: '/admin/clients/:xid',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid }) => {
        const found = await clientInRealm(administration.core, realmXid, xidIn(c))
        return found ? c.json(clientToWire(found)) : problem(c, 'client_not_found')
      }),
  }
}
