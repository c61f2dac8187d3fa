import { idleEnd } from '@lgc/authentication'
import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import { readCookie, setCookie } from '../http/cookies.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { problem } from '../http/problems.ts'
import { examples, timestamp, xid } from './schemas.ts'
import { timestampOf } from './wire.ts'

const request = z.strictObject({ verification_token: z.string().min(1).max(4096) })
const answer = z.strictObject({
  session: z.strictObject({
    xid,
    kind: z.literal('login'),
    person_xid: xid,
    created_at: timestamp,
    expires_at: timestamp,
    idle_expires_at: timestamp,
  }),
})

const operation: Operation = {
  id: 'createLoginSession',
  summary: 'Keep in this browser who the person is',
  description:
    'Begins a login session that belongs to no client, so that the next product asks for no password. The ' +
    'token is in the cookie `lgc_session` alone. The session that the cookie named before ends.',
  tag: 'Signing in',
  credentials: ['cookie'],
  body: { schema: request, forms: ['json'], example: { verification_token: examples.token } },
  answers: {
    201: {
      description: 'The login session; its token is in the cookie',
      schema: answer,
      headers: { 'Set-Cookie': 'lgc_session=…; Max-Age=86400; Path=/; HttpOnly; Secure; SameSite=Lax' },
      example: {
        session: {
          xid: examples.sessionXid,
          kind: 'login',
          person_xid: examples.personXid,
          created_at: examples.now,
          expires_at: examples.now,
          idle_expires_at: examples.now,
        },
      },
    },
  },
  errors: [
    'verification_token_invalid',
    'verification_token_expired',
    'verification_token_stale',
    'person_suspended',
  ],
}

export function loginSessionRoute({ createLoginSession }: Pick<Core, 'createLoginSession'>): Endpoint {
  return {
    method: 'post',
    path: '/auth/login-session',
    isForBrowsers: true,
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const order = {
        verificationToken: body.value.verification_token,
        loginToken: readCookie(c, 'lgc_session'),
      }
      const created = await createLoginSession(order, callerOf(c))
      if (!created.ok) return problem(c, created.refusal)
      const { session, token } = created.value
      setCookie(c, 'lgc_session', token)
      c.set('personXid', session.personXid)
      const wire = {
        xid: session.xid,
        kind: 'login',
        person_xid: session.personXid,
        created_at: timestampOf(session.createdAt),
        expires_at: timestampOf(session.expiresAt),
        idle_expires_at: timestampOf(idleEnd(session)),
      }
      return c.json({ session: wire }, 201)
    },
  }
}
