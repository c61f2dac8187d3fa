import type { Core } from '@lgc/composition'
import { parseXid } from '@lgc/kernel'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import { readCookie } from '../http/cookies.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { problem } from '../http/problems.ts'
import { examples, xid } from './schemas.ts'
import { signedIn, signedInErrors } from './signed-in.ts'

const request = z.strictObject({
  challenge_xid: xid,
  identifier: z.string().min(1).max(255),
  otp: z.string().regex(/^[0-9]{6}$/),
})
const answer = z.strictObject({ identifier: z.string() })

const operation: Operation = {
  id: 'changePhone',
  summary: 'Change a phone number by code',
  description:
    'Takes the digits that were sent to the new number, from the person who asked for them, together with that ' +
    'number. They work once. The number is verified by this, and the former one and the e-mail addresses are told.',
  tag: 'People',
  credentials: ['bearer', 'cookie'],
  body: {
    schema: request,
    forms: ['json'],
    example: { challenge_xid: examples.challengeXid, identifier: '090-1234-5678', otp: '482913' },
  },
  answers: {
    200: {
      description: 'The number is the new one',
      schema: answer,
      example: { identifier: '+819012345678' },
    },
  },
  errors: [
    ...signedInErrors,
    'identifier_unrecognized',
    'identifier_type_not_allowed',
    'credentials_invalid',
    'otp_expired',
    'otp_attempts_exceeded',
    'account_locked',
    'identifier_taken',
  ],
}

type Needs = Pick<Core, 'changePhone' | 'checkSession' | 'findLoginSession'>

export function changePhoneRoute(core: Needs): Endpoint {
  return {
    method: 'post',
    path: '/auth/phone/change',
    isForBrowsers: true,
    limit: 'verify',
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const session = await signedIn(c, core)
      if (session instanceof Response) return session
      const { challenge_xid, identifier, otp: code } = body.value
      const challengeXid = parseXid(challenge_xid)
      if (!challengeXid) throw new Error('The schema let through what is no xid')
      const changed = await core.changePhone(
        {
          personXid: session.personXid,
          challengeXid,
          identifier,
          code,
          browser: readCookie(c, 'lgc_browser'),
          correspondence: { language: languageOf(c), clientId: session.clientId },
        },
        callerOf(c),
      )
      return changed.ok ? c.json({ identifier: changed.value.identifier }) : problem(c, changed.refusal)
    },
  }
}
