import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { problem } from '../http/problems.ts'

const request = z.strictObject({
  token: z.string().min(1).max(256),
  password: z.string().min(1).max(256),
})

const operation: Operation = {
  id: 'resetPassword',
  summary: 'Choose a new password by link',
  description:
    'Takes the token of the link that was mailed. It works once; a password that is too weak does not use it ' +
    'up. Every session of the person ends, a lock is cleared, and the address counts as verified.',
  tag: 'Signing in',
  credentials: [],
  body: {
    schema: request,
    forms: ['json'],
    example: {
      token: 'lgp_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
      password: 'correct horse battery',
    },
  },
  answers: { 204: { description: 'The password is the new one' } },
  errors: ['reset_token_invalid', 'reset_token_expired', 'password_too_weak', 'overloaded'],
}

export function resetPasswordRoute({ resetPassword }: Pick<Core, 'resetPassword'>): Endpoint {
  return {
    method: 'post',
    path: '/auth/password/reset',
    isForBrowsers: true,
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const correspondence = { language: languageOf(c), clientId: null }
      const reset = await resetPassword({ ...body.value, correspondence }, callerOf(c))
      return reset.ok ? c.body(null, 204) : problem(c, reset.refusal)
    },
  }
}
