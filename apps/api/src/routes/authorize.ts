import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { authorizationToWire, authorizeAnswer } from './authorization-answers.ts'
import { admissionErrors } from './authorization-errors.ts'
import {
  authorizationParameters,
  freshnessParameters,
  toAuthorizationRequest,
} from './authorization-parameters.ts'
import { presentedBy, refuseAuthorization } from './presented.ts'

const request = z.strictObject({
  ...authorizationParameters,
  ...freshnessParameters,
  verification_token: z.string().max(4096).optional(),
})

const operation: Operation = {
  id: 'authorize',
  summary: 'Ask for an authorization code',
  description:
    'Checks client, scopes and person and answers a code, or `consent_required` with what the person has ' +
    'to be asked. The person comes by verification token or by the cookie `lgc_session`; the token wins.',
  tag: 'Signing in',
  credentials: ['cookie'],
  body: {
    schema: request,
    forms: ['json'],
    example: {
      client_id: 'bar-app',
      redirect_uri: 'http://127.0.0.1:9009/callback',
      scope: 'openid profile',
      state: 'af0ifjsldkj',
      verification_token: '…',
    },
  },
  answers: { 200: authorizeAnswer },
  errors: [...admissionErrors, 'consent_required'],
}

export function authorizeRoute({ authorize }: Pick<Core, 'authorize'>): Endpoint {
  return {
    method: 'post',
    path: '/auth/authorize',
    isForBrowsers: true,
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const { verification_token, ...parameters } = body.value
      const presented = presentedBy(c, verification_token)
      const outcome = await authorize(toAuthorizationRequest(parameters), presented, callerOf(c))
      if (!outcome.ok) return refuseAuthorization(c, outcome.refusal)
      return c.json(authorizationToWire(outcome.value))
    },
  }
}
