import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { renewLoginCookie } from '../http/renew-login-cookie.ts'
import { problem } from '../http/problems.ts'
import { signedIn, signedInErrors } from './signed-in.ts'

const password = z.string().min(1).max(256)
const request = z.strictObject({ current_password: password, new_password: password })

const operation: Operation = {
  id: 'changePassword',
  summary: 'Change a password',
  description:
    'For somebody who is signed in, with a session token as Bearer or the login cookie. The current password ' +
    'is asked for, and a wrong one counts like any other. The other sessions end, ' +
    'the cookie gets another value, and the owner is told.',
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
    ...signedInErrors,
    'password_missing',
    'credentials_invalid',
    'account_locked',
    'password_too_weak',
    'overloaded',
  ],
}

export function changePasswordRoute(
  core: Pick<Core, 'renewLoginSession' | 'changePassword' | 'checkSession' | 'findLoginSession'>,
): Endpoint {
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
      if (session.provedAt !== null) await renewLoginCookie(c, core)
      return c.json({ sessions_ended: changed.value.sessionsEnded })
    },
  }
}
