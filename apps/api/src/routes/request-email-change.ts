import type { Core } from '@lgc/composition'
import { parseXid } from '@lgc/kernel'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { problem } from '../http/problems.ts'
import { examples, xid } from './schemas.ts'
import { signedIn, signedInErrors } from './signed-in.ts'

const request = z.strictObject({
  identifier: z.string().min(1).max(255),
  identity_xid: xid.optional(),
  current_password: z.string().min(1).max(256).optional(),
})

const operation: Operation = {
  id: 'requestEmailChange',
  summary: 'Ask for another e-mail address',
  description:
    'For somebody who is signed in, with a session token as Bearer or the login cookie. The current password is ' +
    'asked for, unless the login session was begun within five minutes. A link goes to the new address, and the present one is told; nothing ' +
    'changes before the link is used. It works once, for 60 minutes, and a newer one or a new password ends it. ' +
    'The answer does not tell whether the new address is somebody’s already.',
  tag: 'People',
  credentials: ['bearer', 'cookie'],
  body: {
    schema: request,
    forms: ['json'],
    example: {
      identifier: 'ada.new@example.com',
      identity_xid: examples.identityXid,
      current_password: 'correct horse battery',
    },
  },
  answers: {
    202: {
      description: 'The link is on its way',
      schema: z.strictObject({ status: z.literal('accepted') }),
      example: { status: 'accepted' },
    },
  },
  errors: [
    ...signedInErrors,
    'identifier_unrecognized',
    'identifier_type_not_allowed',
    'identifier_unchanged',
    'email_missing',
    'identity_ambiguous',
    'reauthentication_required',
    'credentials_invalid',
    'account_locked',
    'overloaded',
  ],
}

type Needs = Pick<Core, 'requestEmailChange' | 'checkSession' | 'findLoginSession'>

export function requestEmailChangeRoute(core: Needs): Endpoint {
  return {
    method: 'post',
    path: '/auth/email/request-change',
    isForBrowsers: true,
    limit: 'verify',
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const session = await signedIn(c, core)
      if (session instanceof Response) return session
      const { identifier, identity_xid: named = '', current_password: currentPassword = null } = body.value
      const requested = await core.requestEmailChange(
        {
          personXid: session.personXid,
          identityXid: parseXid(named) ?? null,
          newIdentifier: identifier,
          provedAt: session.provedAt,
          currentPassword,
          correspondence: { language: languageOf(c), clientId: session.clientId },
        },
        callerOf(c),
      )
      return requested.ok ? c.json({ status: 'accepted' }, 202) : problem(c, requested.refusal)
    },
  }
}
