import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { problem } from '../http/problems.ts'

const request = z.strictObject({ token: z.string().min(1).max(256) })
const answer = z.strictObject({ identifier: z.string() })

const operation: Operation = {
  id: 'changeEmail',
  summary: 'Change an e-mail address by link',
  description:
    'Takes the token of the link that was mailed to the new address. It works once. The address is verified by ' +
    'this, and the former one is told. Nobody is signed in by it.',
  tag: 'People',
  credentials: [],
  body: {
    schema: request,
    forms: ['json'],
    example: { token: 'lgp_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG' },
  },
  answers: {
    200: {
      description: 'The address is the new one',
      schema: answer,
      example: { identifier: 'ada.new@example.com' },
    },
  },
  errors: ['email_change_link_invalid', 'email_change_link_expired', 'identifier_taken'],
}

export function changeEmailRoute({ changeEmail }: Pick<Core, 'changeEmail'>): Endpoint {
  return {
    method: 'post',
    path: '/auth/email/change',
    isForBrowsers: true,
    limit: 'verify',
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const correspondence = { language: languageOf(c), clientId: null }
      const changed = await changeEmail({ token: body.value.token, correspondence }, callerOf(c))
      if (!changed.ok) return problem(c, changed.refusal)
      return c.json({ identifier: changed.value.identifier })
    },
  }
}
