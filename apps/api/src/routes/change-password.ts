import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { bearerToken } from '../http/authorization-header.ts'
import { readBody } from '../http/body.ts'
import { readCookie } from '../http/cookies.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { problem } from '../http/problems.ts'
import { bearerProblem } from './bearer-problem.ts'

const password = z.string().min(1).max(256)
const request = z.strictObject({ current_password: password, new_password: password })

const operation: Operation = {
  id: 'changePassword',
  summary: 'Change a password',
  description:
    'For somebody who is signed in, with a session token as Bearer or the login cookie. The current password ' +
    'is asked for, and a wrong one counts like any other. The other sessions end, and the owner is told.',
  tag: 'Signing in',
  credentials: ['bearer', 'cookie'],
  body: {
    schema: request,
    forms: ['json'],
    example: { current_password: 'correct horse battery', new_password: 'staple paper lantern' },
  },
  answers: {
    200: {
      description: 'The password is the new one',
      schema: z.strictObject({ sessions_ended: z.number().int() }),
      example: { sessions_ended: 2 },
    },
  },
  errors: [
    'session_missing',
    'session_not_found',
    'session_kind_mismatch',
    'session_expired',
    'session_idle_timeout',
    'client_inactive',
    'grant_required',
    'grant_revoked',
    'origin_not_allowed',
    'password_missing',
    'credentials_invalid',
    'account_locked',
    'person_suspended',
    'password_too_weak',
    'overloaded',
  ],
}

type Needs = Pick<Core, 'changePassword' | 'checkSession' | 'findLoginSession'>

export function changePasswordRoute(core: Needs): Endpoint {
  return {
    method: 'post',
    path: '/auth/password/change',
    isForBrowsers: true,
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const session = await signedIn(c, core)
      if (session instanceof Response) return session
      c.set('personXid', session.personXid)
      const changed = await core.changePassword(
        {
          personXid: session.personXid,
          sessionXid: session.xid,
          currentPassword: body.value.current_password,
          newPassword: body.value.new_password,
          correspondence: { language: languageOf(c), clientId: session.clientId },
        },
        callerOf(c),
      )
      if (!changed.ok) return problem(c, changed.refusal)
      return c.json({ sessions_ended: changed.value.sessionsEnded })
    },
  }
}

type SignedIn = Pick<NonNullable<Awaited<ReturnType<Core['findLoginSession']>>>, 'xid' | 'personXid'> & {
  readonly clientId: string | null
}

/** The session that came, of either kind; a token wins over the cookie. */
async function signedIn(c: HttpContext, core: Needs): Promise<SignedIn | Response> {
  const token = bearerToken(c)
  const login = token === null ? await core.findLoginSession(readCookie(c, 'lgc_session')) : undefined
  if (login) return { xid: login.xid, personXid: login.personXid, clientId: null }
  const checked = await core.checkSession({ token, clientXid: null }, callerOf(c))
  if (!checked.ok) return bearerProblem(c, checked.refusal)
  const { session, clientId } = checked.value
  return { xid: session.xid, personXid: session.personXid, clientId }
}
