import type { Core } from '@lgc/composition'
import { z } from 'zod'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { problem } from '../http/problems.ts'
import { identifierChange, readIdentifierChange } from './identifier-change.ts'
import { examples } from './schemas.ts'
import { signedInErrors } from './signed-in.ts'

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
    schema: identifierChange,
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
      const change = await readIdentifierChange(c, core)
      if (!change.ok) return change.refusal
      const requested = await core.requestEmailChange(change.value, callerOf(c))
      return requested.ok ? c.json({ status: 'accepted' }, 202) : problem(c, requested.refusal)
    },
  }
}
