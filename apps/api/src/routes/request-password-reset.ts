import { type Core, defaultRealmXid } from '@lgc/composition'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { problem } from '../http/problems.ts'
import { clientId } from './schemas.ts'

const request = z.strictObject({
  identifier: z.string().min(1).max(255),
  client_id: clientId.optional(),
})

const operation: Operation = {
  id: 'requestPasswordReset',
  summary: 'Ask for a new password',
  description:
    'Sends a link for a new password to the e-mail address, if somebody signs in with it. The answer is the ' +
    'same for everybody. The link works once, for 30 minutes, and a newer one takes its place. `client_id` ' +
    'names the realm and the brand of the mail, `Accept-Language` its language.',
  tag: 'Signing in',
  credentials: [],
  body: { schema: request, forms: ['json'], example: { identifier: 'ada@example.com' } },
  answers: {
    202: {
      description: 'The link is on its way, if there is somebody to send it to',
      schema: z.strictObject({ status: z.literal('accepted') }),
      example: { status: 'accepted' },
    },
  },
  errors: ['client_unknown'],
}

export function requestPasswordResetRoute({
  requestPasswordReset,
  queries,
}: Pick<Core, 'requestPasswordReset' | 'queries'>): Endpoint {
  return {
    method: 'post',
    path: '/auth/password/request-reset',
    isForBrowsers: true,
    operation,
    async handle(c) {
      const body = await readBody(c, request, ['json'])
      if (!body.ok) return body.refusal
      const { identifier, client_id } = body.value
      const client = client_id === undefined ? undefined : await queries.clients.find(client_id)
      if (client_id !== undefined && !client) return problem(c, 'client_unknown')
      await requestPasswordReset(
        {
          realmXid: client?.realmXid ?? defaultRealmXid,
          identifier,
          correspondence: { language: languageOf(c), clientId: client?.clientId ?? null },
          flowXid: null,
        },
        callerOf(c),
      )
      return c.json({ status: 'accepted' }, 202)
    },
  }
}
