import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import { readCookie, setCookie } from '../http/cookies.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { problem } from '../http/problems.ts'
import { clientId, examples, timestamp, xid } from './schemas.ts'
import { timestampOf } from './wire.ts'

const request = z.strictObject({
  method: z.literal('password'),
  identifier: z.string().min(1).max(255),
  password: z.string().min(1).max(256),
  client_id: clientId.optional(),
})
const answer = z.strictObject({
  verification_token: z.string(),
  expires_in: z.literal(300),
  expires_at: timestamp,
  person_xid: xid,
  identity_xid: xid,
  amr: z.array(z.enum(['pwd', 'otp', 'sms', 'google'])),
})

const operation: Operation = {
  id: 'verify',
  summary: 'Prove who somebody is',
  description:
    'Checks a credential and answers a verification token that says so for five minutes. An unknown ' +
    'identifier and a wrong password are answered alike, and ten wrong attempts lock either for 15 minutes. ' +
    'A browser keeps the cookie `lgc_device` afterwards: its own attempts are then counted apart, so that a ' +
    'stranger cannot lock the account for its owner.',
  tag: 'Signing in',
  credentials: [],
  body: {
    schema: request,
    forms: ['json'],
    example: { method: 'password', identifier: 'ada@example.com', password: 'correct horse battery' },
  },
  answers: {
    200: {
      description: 'A verification token',
      schema: answer,
      example: {
        verification_token: examples.token,
        expires_in: 300,
        expires_at: examples.now,
        person_xid: examples.personXid,
        identity_xid: examples.identityXid,
        amr: ['pwd'],
      },
    },
  },
  errors: [
    'identifier_unrecognized',
    'challenge_unsupported',
    'credentials_invalid',
    'account_locked',
    'person_suspended',
    'client_unknown',
    'overloaded',
  ],
}

export function verifyRoute({ verify }: Pick<Core, 'verify'>): Endpoint {
  return {
    method: 'post',
    path: '/auth/verify',
    isForBrowsers: true,
    limit: 'verify',
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const { identifier, password, client_id = null } = body.value
      const device = readCookie(c, 'lgc_device')
      const verified = await verify({ identifier, password, clientId: client_id, device }, callerOf(c))
      if (!verified.ok) return problem(c, verified.refusal)
      const { verificationToken, expiresInSeconds, expiresAt, personXid, identityXid, amr } = verified.value
      c.set('personXid', personXid)
      setCookie(c, 'lgc_device', verified.value.device)
      return c.json({
        verification_token: verificationToken,
        expires_in: expiresInSeconds,
        expires_at: timestampOf(expiresAt),
        person_xid: personXid,
        identity_xid: identityXid,
        amr,
      })
    },
  }
}
