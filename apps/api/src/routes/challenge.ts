import { type Core, defaultRealmXid } from '@lgc/composition'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import { readCookie } from '../http/cookies.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { problem } from '../http/problems.ts'
import { codeAnswer, codeSent } from './code-answer.ts'
import { clientId, examples } from './schemas.ts'

const request = z.strictObject({ identifier: z.string().min(1).max(255), client_id: clientId.optional() })

const operation: Operation = {
  id: 'sendCode',
  summary: 'Send a one-time code',
  description:
    'Sends six digits to a phone number or an e-mail address; `POST /auth/verify` takes them. The answer is the ' +
    'same whether or not anybody has the identifier. A newer code takes the place of the older, another one may ' +
    'be asked for after a minute, and how many there are in an hour and a day is limited. A code that was asked ' +
    'for with the cookie `lgc_browser` is good with that cookie alone. `client_id` names the realm and the ' +
    'brand of the message, `Accept-Language` its language. `dev_code` is there only when `LGC_DEV_OTP=1`, which ' +
    'production refuses.',
  tag: 'Signing in',
  credentials: [],
  body: { schema: request, forms: ['json'], example: { identifier: '090-1234-5678' } },
  answers: {
    202: {
      description: 'The code is on its way, if there is somebody to send it to',
      schema: codeAnswer,
      example: { challenge_xid: examples.challengeXid, expires_in: 300, resend_after: 60 },
    },
  },
  errors: [
    'identifier_unrecognized',
    'challenge_unsupported',
    'sms_country_not_allowed',
    'client_unknown',
    'rate_limited',
  ],
}

export function challengeRoute({
  sendOneTimeCode,
  queries,
}: Pick<Core, 'sendOneTimeCode' | 'queries'>): Endpoint {
  return {
    method: 'post',
    path: '/auth/challenge',
    isForBrowsers: true,
    limit: 'otp',
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const { identifier, client_id } = body.value
      const client = client_id === undefined ? undefined : await queries.clients.find(client_id)
      if (client_id !== undefined && !client) return problem(c, 'client_unknown')
      const sent = await sendOneTimeCode(
        {
          realmXid: client?.realmXid ?? defaultRealmXid,
          identifier,
          browser: readCookie(c, 'lgc_browser'),
          correspondence: { language: languageOf(c), clientId: client?.clientId ?? null },
        },
        callerOf(c),
      )
      if (!sent.ok) return problem(c, sent.refusal)
      return c.json(codeSent(sent.value), 202)
    },
  }
}
