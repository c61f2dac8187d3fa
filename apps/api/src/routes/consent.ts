import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { authorizationToWire, consentAnswer } from './authorization-answers.ts'
import { admissionErrors } from './authorization-errors.ts'
import { authorizationParameters, toAuthorizationRequest } from './authorization-parameters.ts'
import { presentedBy, refuseAuthorization } from './presented.ts'
import { scopes } from './schemas.ts'

const request = z.strictObject({
  ...authorizationParameters,
  approved: z.boolean(),
  approved_scopes: scopes.optional(),
  verification_token: z.string().max(4096).optional(),
})

const operation: Operation = {
  id: 'consent',
  summary: 'Record what the person decided',
  description:
    'Keeps the approved scopes beside those approved before and answers a code for them. Everything that ' +
    'authorize checks is checked again. A refusal takes nothing back that was approved earlier.',
  tag: 'Signing in',
  credentials: ['cookie'],
  body: {
    schema: request,
    forms: ['json'],
    example: {
      client_id: 'bar-app',
      redirect_uri: 'http://127.0.0.1:9009/callback',
      scope: 'openid profile',
      approved: true,
      approved_scopes: ['openid', 'profile'],
      verification_token: '…',
    },
  },
  answers: { 200: consentAnswer },
  errors: [...admissionErrors, 'scope_not_requested'],
}

export function consentRoute({ recordConsent }: Pick<Core, 'recordConsent'>): Endpoint {
  return {
    method: 'post',
    path: '/auth/consent',
    isForBrowsers: true,
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const { verification_token, approved, approved_scopes = [], ...parameters } = body.value
      const decision = { approvedScopes: approved ? approved_scopes : null }
      const presented = presentedBy(c, verification_token)
      const asked = toAuthorizationRequest(parameters)
      const outcome = await recordConsent(asked, decision, presented, callerOf(c))
      if (!outcome.ok) return refuseAuthorization(c, outcome.refusal)
      return c.json(authorizationToWire(outcome.value))
    },
  }
}
