import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { problem } from '../http/problems.ts'

const request = z.strictObject({ token: z.string().min(1).max(256) })
const answer = z.strictObject({ identifier: z.string() })

const operation: Operation = {
  id: 'verifyEmail',
  summary: 'Prove an e-mail address by link',
  description:
    'Takes the token of the link that was mailed, for products that draw the page themselves. It works once. ' +
    'Nobody is signed in by it.',
  tag: 'People',
  credentials: [],
  body: {
    schema: request,
    forms: ['json'],
    example: { token: 'lgp_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG' },
  },
  answers: {
    200: {
      description: 'The address is verified',
      schema: answer,
      example: { identifier: 'ada@example.com' },
    },
  },
  errors: ['verification_link_invalid', 'verification_link_expired'],
}

export function verifyEmailRoute({ verifyAddress }: Pick<Core, 'verifyAddress'>): Endpoint {
  return {
    method: 'post',
    path: '/auth/email/verify',
    isForBrowsers: true,
    limit: 'verify',
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const verified = await verifyAddress(body.value.token, callerOf(c))
      if (!verified.ok) return problem(c, verified.refusal)
      return c.json({ identifier: verified.value.identifier })
    },
  }
}
