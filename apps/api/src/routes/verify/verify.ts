import type { Verified } from '@lgc/authentication'
import type { Core } from '@lgc/composition'
import type { Result } from '@lgc/kernel'
import { z } from 'zod'
import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import type { HttpContext } from '../../http/exchange.ts'
import { type Refusal, problem } from '../../http/problems.ts'
import { examples, timestamp, xid } from '../schemas.ts'
import { timestampOf } from '../wire.ts'
import { byCode, codeProofs } from './by-code.ts'
import { byGoogle, googleProof } from './by-google.ts'
import { byPassword, passwordProof } from './by-password.ts'

const request = z.discriminatedUnion('method', [passwordProof, ...codeProofs, googleProof])
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
    'stranger cannot lock the account for its owner. A code comes from `POST /auth/challenge`, works once, and ' +
    'there are five guesses at it, those at a code before included. A token of Google is taken where Google is configured; it ' +
    'counts for whoever registered with that very Google account, whatever its e-mail address is. A `nonce` must be ' +
    'the one that the token has, and is missing only where the token has none.',
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
    'otp_expired',
    'otp_attempts_exceeded',
    'account_locked',
    'person_suspended',
    'google_token_invalid',
    'google_unavailable',
    'client_unknown',
    'overloaded',
  ],
}

type Verifiers = Pick<Core, 'verifyByPassword' | 'verifyByCode' | 'verifyByProvider'>

export function verifyRoute(core: Verifiers): Endpoint {
  return {
    method: 'post',
    path: '/auth/verify',
    isForBrowsers: true,
    limit: 'verify',
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const verified = await prove(c, core, body.value)
      return verified.ok ? answerToken(c, verified.value) : problem(c, verified.refusal)
    },
  }
}

/** Each method in its own way. */
function prove(
  c: HttpContext,
  core: Verifiers,
  proof: z.output<typeof request>,
): Promise<Result<Verified, Refusal>> {
  switch (proof.method) {
    case 'password':
      return byPassword(c, core, proof)
    case 'otp_sms':
    case 'otp_email':
      return byCode(c, core, proof)
    case 'google_id_token':
      return byGoogle(c, core, proof)
  }
}

function answerToken(
  c: HttpContext,
  { verificationToken, expiresInSeconds, expiresAt, personXid, identityXid, amr }: Verified,
): Response {
  c.set('personXid', personXid)
  return c.json({
    verification_token: verificationToken,
    expires_in: expiresInSeconds,
    expires_at: timestampOf(expiresAt),
    person_xid: personXid,
    identity_xid: identityXid,
    amr,
  })
}
