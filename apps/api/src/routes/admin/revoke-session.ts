import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { type Administration, adminWriteErrors, agentHeader, asOperator, xidIn } from './administration.ts'

const operation: Operation = {
  id: 'revokeSession',
  summary: 'End a session',
  description: 'It is deleted. A login session takes the app sessions it began along.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  answers: { 204: { description: 'Ended' } },
  errors: [...adminWriteErrors, 'session_unknown'],
}

export function revokeSessionRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'delete',
    path: '/admin/sessions/:xid',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid, caller }) => {
        const sessionXid = xidIn(c)
        if (!sessionXid) return problem(c, 'session_unknown')
        const revoked = await core.revokeSession({ realmXid, sessionXid }, caller)
        return revoked.ok ? c.body(null, 204) : problem(c, 'session_unknown')
      }),
  }
}
