import { type ListedSession, idleEnd } from '@lgc/authentication'
import { accept } from '@lgc/kernel'
import { z } from 'zod'
import type { Endpoint } from '../../http/endpoint.ts'
import { clientId, examples, timestamp, xid } from '../schemas.ts'
import { timestampOf } from '../wire.ts'
import type { Administration } from './administration.ts'
import { listEndpoint } from './list-endpoint.ts'
import { pageQuery } from './paging.ts'
import { isOneNamed, oneNamed, whose, whoseQuery } from './whose.ts'

const query = z.strictObject({ ...pageQuery, ...whoseQuery }).refine(isOneNamed, oneNamed)

const session = z.strictObject({
  xid,
  kind: z.enum(['login', 'app']),
  person_xid: xid,
  client_id: clientId.nullable(),
  login_session_xid: xid.nullable(),
  scopes: z.array(z.string()),
  amr: z.array(z.string()),
  ip_address: z.string(),
  user_agent: z.string(),
  created_at: timestamp,
  last_active_at: timestamp,
  expires_at: timestamp,
  idle_expires_at: timestamp,
})

const example = {
  xid: examples.sessionXid,
  kind: 'app',
  person_xid: examples.personXid,
  client_id: 'bar-app',
  login_session_xid: null,
  scopes: ['openid'],
  amr: ['pwd'],
  ip_address: '192.0.2.7',
  user_agent: 'Mozilla/5.0',
  created_at: examples.now,
  last_active_at: examples.now,
  expires_at: examples.now,
  idle_expires_at: examples.now,
} as const

export function listSessionsRoute(administration: Administration): Endpoint {
  return listEndpoint(administration, {
    path: '/admin/sessions',
    operation: {
      id: 'listSessions',
      summary: 'List the sessions of a person or of a client',
      description:
        'Newest first; login sessions belong to a person and to no client. One that is over is listed until it is ' +
        'deleted. Name one of the two.',
      of: 'sessions',
      example,
      errors: ['person_not_found', 'client_not_found'],
    },
    query,
    item: session,
    toWire: sessionToWire,
    async wanted(_, realmXid, asked) {
      const of = await whose(administration, realmXid, asked)
      if (!of.ok) return of
      return accept({
        list: ['sessions', realmXid, asked.person_xid, asked.client_id],
        read: (page) => administration.core.queries.listSessions(of.value, page),
      })
    },
  })
}

function sessionToWire({ session: of, clientId: client_id }: ListedSession): z.input<typeof session> {
  return {
    xid: of.xid,
    kind: of.clientXid === null ? 'login' : 'app',
    person_xid: of.personXid,
    client_id,
    login_session_xid: of.loginSessionXid,
    scopes: [...of.scopes],
    amr: [...of.amr],
    ip_address: of.address,
    user_agent: of.userAgent,
    created_at: timestampOf(of.createdAt),
    last_active_at: timestampOf(of.lastActiveAt),
    expires_at: timestampOf(of.expiresAt),
    idle_expires_at: timestampOf(idleEnd(of)),
  }
}
