import type { Core } from '@lgc/composition'
import { readCookie } from '../http/cookies.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { problem } from '../http/problems.ts'
import { codeAnswer, codeSent } from './code-answer.ts'
import { identifierChange, readIdentifierChange } from './identifier-change.ts'
import { examples } from './schemas.ts'
import { signedInErrors } from './signed-in.ts'

const operation: Operation = {
  id: 'requestPhoneChange',
  summary: 'Ask for another phone number',
  description:
    'For somebody who is signed in, with a session token as Bearer or the login cookie. The current password is ' +
    'asked for, unless the login session was begun within five minutes. Six digits go to the new number; nothing ' +
    'changes before `POST /auth/phone/change` takes them. A newer code, another password or a suspension ends ' +
    'them. Who has no number gets one in addition. The answer does not tell whether the number is somebody’s ' +
    'already. A code that was asked for with the cookie `lgc_browser` is good with that cookie alone.',
  tag: 'People',
  credentials: ['bearer', 'cookie'],
  body: {
    schema: identifierChange,
    forms: ['json'],
    example: { identifier: '090-1234-5678', current_password: 'correct horse battery' },
  },
  answers: {
    202: {
      description: 'The code is on its way',
      schema: codeAnswer,
      example: { challenge_xid: examples.challengeXid, expires_in: 300, resend_after: 60 },
    },
  },
  errors: [
    ...signedInErrors,
    'identifier_unrecognized',
    'identifier_type_not_allowed',
    'identifier_unchanged',
    'challenge_unsupported',
    'sms_country_not_allowed',
    'email_unproved',
    'identity_not_found',
    'identity_ambiguous',
    'reauthentication_required',
    'credentials_invalid',
    'account_locked',
    'rate_limited',
    'overloaded',
  ],
}

type Needs = Pick<Core, 'requestPhoneChange' | 'checkSession' | 'findLoginSession'>

export function requestPhoneChangeRoute(core: Needs): Endpoint {
  return {
    method: 'post',
    path: '/auth/phone/request-change',
    isForBrowsers: true,
    limit: 'otp',
    operation,
    async handle(c) {
      const change = await readIdentifierChange(c, core)
      if (!change.ok) return change.refusal
      const requested = await core.requestPhoneChange(
        { ...change.value, browser: readCookie(c, 'lgc_browser') },
        callerOf(c),
      )
      return requested.ok ? c.json(codeSent(requested.value), 202) : problem(c, requested.refusal)
    },
  }
}
