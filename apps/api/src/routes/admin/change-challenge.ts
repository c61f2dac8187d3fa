import { z } from 'zod'
import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { identity } from '../schemas.ts'
import { identityToWire } from '../wire.ts'
import { type Administration, adminWriteErrors, agentHeader, asOperator, xidIn } from './administration.ts'
import { identityExample } from './examples.ts'

const request = z.strictObject({
  challenge: z.string().min(1).max(256),
  revoke_sessions: z.boolean().default(true),
})

const operation: Operation = {
  id: 'changeChallenge',
  summary: 'Set the password of an identity',
  description:
    'Clears a lock; verification tokens made before go stale. Every session of the person ends, unless ' +
    '`revoke_sessions` is false.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  body: { schema: request, forms: ['json'], example: { challenge: 'correct horse battery' } },
  answers: {
    200: {
      description: 'The identity, and how many sessions were ended',
      schema: z.strictObject({ identity, sessions_revoked: z.int() }),
      example: { identity: identityExample, sessions_revoked: 2 },
    },
  },
  errors: [
    ...adminWriteErrors,
    'identity_not_found',
    'challenge_unsupported',
    'password_too_weak',
    'overloaded',
  ],
}

export function changeChallengeRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'patch',
    path: '/admin/identities/:xid/challenge',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid, caller }) => {
        const body = await readBody(c, request, ['json'])
        if (!body.ok) return body.refusal
        const identityXid = xidIn(c)
        if (!identityXid) return problem(c, 'identity_not_found')
        const { challenge: password, revoke_sessions: endsSessions } = body.value
        const wanted = { realmXid, identityXid, password, endsSessions }
        const changed = await core.changeChallenge(wanted, caller)
        if (!changed.ok) return problem(c, changed.refusal)
        c.set('personXid', changed.value.identity.personXid)
        return c.json({
          identity: identityToWire(changed.value.identity),
          sessions_revoked: changed.value.sessionsEnded,
        })
      }),
  }
}
