import { z } from 'zod'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { type Administration, adminWriteErrors, agentHeader, asOperator, xidIn } from './administration.ts'
import { client, clientExample, clientToWire } from './client-wire.ts'
import { clientInRealm } from './in-realm.ts'

const words = {
  deactivate: {
    id: 'deactivateClient',
    summary: 'Deactivate a client',
    description: 'Nobody signs in to it, its keys are refused, and whoever is signed in to it is so no more.',
    isActive: false,
  },
  activate: {
    id: 'activateClient',
    summary: 'Activate a client again',
    description: 'It works as before; the sessions that were ended stay so.',
    isActive: true,
  },
} as const

const answer = z.strictObject({ client, sessions_revoked: z.int() })

function operationOf({ id, summary, description, isActive }: (typeof words)[keyof typeof words]): Operation {
  return {
    id,
    summary,
    description,
    tag: 'Administration',
    credentials: ['apiKey'],
    headers: agentHeader,
    answers: {
      200: {
        description: 'The client as it is now, and how many sessions were ended',
        schema: answer,
        example: { client: { ...clientExample, is_active: isActive }, sessions_revoked: 0 },
      },
    },
    errors: [...adminWriteErrors, 'client_not_found'],
  }
}

function switchClientRoute(administration: Administration, verb: keyof typeof words): Endpoint {
  const { core } = administration
  const { isActive } = words[verb]
  return {
    method: 'post',
    path: `/admin/clients/:xid/${verb}`,
    isForBrowsers: false,
    operation: operationOf(words[verb]),
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid, caller }) => {
        const known = await clientInRealm(core, realmXid, xidIn(c))
        if (!known) return problem(c, 'client_not_found')
        const switched = await core.switchClient({ clientId: known.clientId, isActive }, caller)
        if (!switched.ok) return problem(c, switched.refusal)
        const after = (await core.queries.clients.findByXid(known.xid)) ?? known
        return c.json({ client: clientToWire(after), sessions_revoked: switched.value.sessionsEnded })
      }),
  }
}

export const deactivateClientRoute = (administration: Administration): Endpoint =>
  switchClientRoute(administration, 'deactivate')

export const activateClientRoute = (administration: Administration): Endpoint =>
  switchClientRoute(administration, 'activate')
