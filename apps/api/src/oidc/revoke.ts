import type { Core } from '@lgc/composition'
import { z } from 'zod'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { type ClientAuthentication, clientErrors, provenClient } from './client-authentication.ts'
import { tokenOnly } from './introspect.ts'
import { oauthProblem } from './oauth-problem.ts'
import { readParameters } from './read-parameters.ts'

const operation: Operation = {
  id: 'revoke',
  summary: 'Take a token back',
  description:
    'RFC 7009. A refresh token takes its session along and every token of it. A token that is unknown, over or of ' +
    'another client is left alone, and the answer is the same.',
  tag: 'OpenID Connect',
  credentials: [],
  body: {
    schema: tokenOnly,
    forms: ['form'],
    example: { token: 'lgrt_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG', token_type_hint: 'refresh_token' },
  },
  answers: { 200: { description: 'The token is good for nothing', schema: z.strictObject({}), example: {} } },
  errors: clientErrors,
}

export function revokeRoute(core: ClientAuthentication & Pick<Core, 'revokeToken'>): Endpoint {
  return {
    method: 'post',
    path: '/revoke',
    isForBrowsers: false,
    isForAnyOrigin: true,
    operation,
    async handle(c) {
      const read = await readParameters(c, tokenOnly)
      if (!read.ok) return read.refusal
      const client = await provenClient(c, core, read.value)
      if (!client.ok) return oauthProblem(c, client.refusal)
      await core.revokeToken(read.value.token, client.value, callerOf(c))
      return c.json({})
    },
  }
}
