import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { type Administration, adminWriteErrors, agentHeader, asOperator, xidIn } from './administration.ts'

const operation: Operation = {
  id: 'deletePerson',
  summary: 'Delete a person',
  description: 'For good, with identities, sessions, codes, grants and consents. What was recorded stays.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  answers: { 204: { description: 'Deleted' } },
  errors: [...adminWriteErrors, 'person_not_found'],
}

export function deletePersonRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'delete',
    path: '/admin/persons/:xid',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid, caller }) => {
        const personXid = xidIn(c)
        if (!personXid) return problem(c, 'person_not_found')
        const deleted = await core.deletePerson({ realmXid, personXid }, caller)
        if (!deleted.ok) return problem(c, deleted.refusal)
        c.set('personXid', personXid)
        return c.body(null, 204)
      }),
  }
}
