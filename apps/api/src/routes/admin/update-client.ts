import { z } from 'zod'
import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { type Administration, adminWriteErrors, agentHeader, asOperator, xidIn } from './administration.ts'
import { clientProblem, settingsErrors } from './client-problem.ts'
import { changeFrom, client, clientExample, clientToWire, settingsShape } from './client-wire.ts'
import { clientInRealm } from './in-realm.ts'

const request = z
  .strictObject(settingsShape)
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'empty')

const operation: Operation = {
  id: 'updateClient',
  summary: 'Change the settings of a client',
  description:
    'What is not named stays as it is. Who is signed in without a grant is refused from the next session check ' +
    'on when `requires_grant` becomes true.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  body: { schema: request, forms: ['json'], example: { name: 'Bar', requires_grant: true } },
  answers: { 200: { description: 'The client as it is now', schema: client, example: clientExample } },
  errors: [...adminWriteErrors, ...settingsErrors, 'client_not_found'],
}

export function updateClientRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'patch',
    path: '/admin/clients/:xid',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid, caller }) => {
        const body = await readBody(c, request, ['json'])
        if (!body.ok) return body.refusal
        const known = await clientInRealm(core, realmXid, xidIn(c))
        if (!known) return problem(c, 'client_not_found')
        const settings = changeFrom(body.value)
        const updated = await core.updateClient({ clientId: known.clientId, settings }, caller)
        if (!updated.ok) return clientProblem(c, updated.refusal)
        const after = await core.queries.clients.findByXid(known.xid)
        return c.json(clientToWire(after ?? known))
      }),
  }
}
