import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { wholeJson } from '../http/answer-headers.ts'
import { bearerToken } from '../http/authorization-header.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { bearerProblem } from './bearer-problem.ts'
import { accessLevel, clientId, examples, timestamp, xid } from './schemas.ts'
import { sessionErrors } from './session-errors.ts'
import { withApiKey } from './with-api-key.ts'
import { timestampOf } from './wire.ts'

const answer = z.strictObject({
  session: z.strictObject({
    xid,
    kind: z.literal('app'),
    scopes: z.array(z.string()),
    amr: z.array(z.string()),
    created_at: timestamp,
    last_active_at: timestamp,
    expires_at: timestamp,
    idle_expires_at: timestamp,
  }),
  person: z.strictObject({ xid }),
  client_id: clientId,
  grant: z.strictObject({ xid, access_level: accessLevel }).nullable(),
})

const operation: Operation = {
  id: 'readSession',
  summary: 'Check a session',
  description:
    'Whether a session is good, asked by the backend of the product with its API key of the role `service`. ' +
    'Counts as activity. A session that is over is deleted, so asking again answers `session_not_found`.',
  tag: 'Sessions',
  credentials: ['apiKey', 'bearer'],
  answers: {
    200: {
      description: 'The session is good',
      schema: answer,
      example: {
        session: {
          xid: examples.sessionXid,
          kind: 'app',
          scopes: ['openid', 'profile'],
          amr: ['pwd'],
          created_at: examples.now,
          last_active_at: examples.now,
          expires_at: examples.now,
          idle_expires_at: examples.now,
        },
        person: { xid: examples.personXid },
        client_id: 'bar-app',
        grant: null,
      },
    },
  },
  errors: ['api_key_missing', 'api_key_invalid', 'api_key_role_forbidden', ...sessionErrors],
}

export function readSessionRoute(core: Pick<Core, 'checkSession' | 'authenticateApiKey'>): Endpoint {
  return {
    method: 'get',
    path: '/auth/session',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      withApiKey(c, core, 'service', async (key, agent) => {
        const presented = { token: bearerToken(c), clientXid: key.clientXid }
        const checked = await core.checkSession(presented, callerOf(c, agent))
        if (!checked.ok) return bearerProblem(c, checked.refusal)
        const { session, idleExpiresAt, clientId: client_id, scopes, grant } = checked.value
        c.set('personXid', session.personXid)
        return wholeJson(c, {
          session: {
            xid: session.xid,
            kind: 'app',
            scopes,
            amr: session.amr,
            created_at: timestampOf(session.createdAt),
            last_active_at: timestampOf(session.lastActiveAt),
            expires_at: timestampOf(session.expiresAt),
            idle_expires_at: timestampOf(idleExpiresAt),
          },
          person: { xid: session.personXid },
          client_id,
          grant: grant && { xid: grant.xid, access_level: grant.accessLevel },
        })
      }),
  }
}
