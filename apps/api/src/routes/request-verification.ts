import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { bearerToken } from '../http/authorization-header.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { problem } from '../http/problems.ts'
import { bearerProblem } from './bearer-problem.ts'

const operation: Operation = {
  id: 'requestEmailVerification',
  summary: 'Send the link again that proves an e-mail address',
  description:
    'To the first e-mail address of the signed-in person that is not proved yet. The link works for 24 hours ' +
    'and takes the place of the one before; `Accept-Language` chooses the language of the mail.',
  tag: 'People',
  credentials: ['bearer'],
  answers: {
    202: {
      description: 'The link is on its way',
      schema: z.strictObject({ status: z.literal('accepted') }),
      example: { status: 'accepted' },
    },
  },
  errors: [
    'session_missing',
    'session_not_found',
    'session_kind_mismatch',
    'session_expired',
    'session_idle_timeout',
    'person_suspended',
    'client_inactive',
    'grant_required',
    'grant_revoked',
    'email_missing',
    'email_already_verified',
    'send_limit_reached',
  ],
}

export function requestVerificationRoute({
  checkSession,
  requestVerification,
}: Pick<Core, 'checkSession' | 'requestVerification'>): Endpoint {
  return {
    method: 'post',
    path: '/auth/email/request-verification',
    isForBrowsers: false,
    operation,
    async handle(c) {
      const checked = await checkSession({ token: bearerToken(c), clientXid: null }, callerOf(c))
      if (!checked.ok) return bearerProblem(c, checked.refusal)
      const { session, clientId } = checked.value
      const { personXid } = session
      c.set('personXid', personXid)
      const correspondence = { language: languageOf(c), clientId }
      const requested = await requestVerification({ personXid, correspondence }, callerOf(c))
      return requested.ok ? c.json({ status: 'accepted' }, 202) : problem(c, requested.refusal)
    },
  }
}
