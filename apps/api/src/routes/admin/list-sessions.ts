import { type ListedSession, idleEnd } from '@lgc/authentication'
import { z } from 'zod'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { readQuery } from '../../http/query.ts'
import { clientId, examples, timestamp, xid } from '../schemas.ts'
import { timestampOf } from '../wire.ts'
import { type Administration, adminErrors, asOperator } from './administration.ts'
import { type ListName, pageQuery, pageSchema, pageToWire, readPage } from './paging.ts'
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

const operation: Operation = {
  id: 'listSessions',
  summary: 'List the sessions of a person or of a client',
  description:
    'Newest first; login sessions belong to a person and to no client. One that is over is listed until it is ' +
    'deleted. Name one of the two.',
  tag: 'Administration',
  credentials: ['apiKey'],
  query,
  answers: {
    200: {
      description: 'A page of sessions',
      schema: pageSchema(session),
      example: { data: [example], next_cursor: null },
    },
  },
  errors: [...adminErrors, 'person_not_found', 'client_not_found'],
}

export function listSessionsRoute(administration: Administration): Endpoint {
  const { core, cursors } = administration
  return {
    method: 'get',
    path: '/admin/sessions',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid }) => {
        const parsed = readQuery(c, query)
        if (!parsed.ok) return parsed.refusal
        const of = await whose(administration, realmXid, parsed.value)
        if (!of.ok) return problem(c, of.refusal)
        const list: ListName = ['sessions', realmXid, parsed.value.person_xid, parsed.value.client_id]
        const page = readPage(c, cursors, list, parsed.value)
        if (!page.ok) return page.refusal
        const found = await core.queries.listSessions(of.value, page.value)
        return c.json(pageToWire(found, cursors, list, sessionToWire))
      }),
  }
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
