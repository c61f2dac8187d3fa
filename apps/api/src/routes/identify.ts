import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { problem } from '../http/problems.ts'
import { challengeMethod, clientId, identityType } from './schemas.ts'

const request = z.strictObject({ identifier: z.string().min(1).max(255), client_id: clientId.optional() })
const answer = z.strictObject({
  type: identityType,
  challenge_method: challengeMethod,
  identifier: z.string(),
  alternatives: z.array(challengeMethod),
})

const operation: Operation = {
  id: 'identify',
  summary: 'Find out how somebody proves who they are',
  description:
    'Parses an identifier and answers its type, its canonical form and the method that proves it. ' +
    'The answer depends on what was typed alone, so it tells nothing about who exists.',
  tag: 'Signing in',
  credentials: [],
  body: { schema: request, forms: ['json'], example: { identifier: 'Ada@Example.com' } },
  answers: {
    200: {
      description: 'The type of the identifier and how it is proved',
      schema: answer,
      example: {
        type: 'email',
        challenge_method: 'password',
        identifier: 'ada@example.com',
        alternatives: ['otp_email'],
      },
    },
  },
  errors: ['identifier_unrecognized'],
}

export function identifyRoute({ identify }: Pick<Core, 'identify'>): Endpoint {
  return {
    method: 'post',
    path: '/auth/identify',
    isForBrowsers: true,
    limit: 'identify',
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const identified = identify(body.value.identifier)
      if (!identified.ok) return problem(c, identified.refusal)
      const { type, challengeMethod: challenge_method, identifier, alternatives } = identified.value
      return c.json({ type, challenge_method, identifier, alternatives })
    },
  }
}
