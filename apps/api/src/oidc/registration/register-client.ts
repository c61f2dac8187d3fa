import type { Config, Core } from '@lgc/composition'
import { z } from 'zod'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { callerOf } from '../../http/exchange.ts'
import { problem } from '../../http/problems.ts'
import { clientMetadata, metadataOf } from './client-metadata.ts'
import {
  invalidToken,
  metadataErrors,
  metadataProblem,
  readRegistration,
  registrationToken,
  tokenErrors,
} from './registration-requests.ts'

export const registered: z.ZodType = z.looseObject({
  client_id: z.string(),
  client_secret: z.string().optional(),
  registration_access_token: z.string(),
  registration_client_uri: z.url(),
})

export const registeredExample = {
  client_id: 'dc15unbqbt112b2nq460',
  client_id_issued_at: 1_767_322_985,
  client_name: 'Bar',
  redirect_uris: ['https://bar.example/callback'],
  scope: 'openid profile email',
  token_endpoint_auth_method: 'client_secret_basic',
  registration_access_token: 'lgrg_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
  registration_client_uri: 'https://login.example.com/client-registration/dc15unbqbt112b2nq470',
} as const

const operation: Operation = {
  id: 'registerClient',
  summary: 'A client registers itself',
  description:
    'RFC 7591, behind a token that an operator made with `lgc registration-token create`. What is not known here is ' +
    'ignored, and so is what is for operators to decide. The secret and the token are in this answer and nowhere else.',
  tag: 'OpenID Connect',
  credentials: ['bearer'],
  body: {
    schema: clientMetadata.partial(),
    forms: ['json'],
    example: { client_name: 'Bar', redirect_uris: ['https://bar.example/callback'] },
  },
  answers: {
    201: {
      description: 'The client as it is registered',
      schema: registered,
      example: {
        ...registeredExample,
        client_secret: 'lgcs_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
        client_secret_expires_at: 0,
      },
    },
  },
  errors: [...tokenErrors, ...metadataErrors, 'overloaded', 'rate_limited'],
}

export function selfRegistrationRoute(core: Pick<Core, 'registerByToken'>, { issuer }: Config): Endpoint {
  return {
    method: 'post',
    path: '/client-registration',
    isForBrowsers: false,
    limit: 'authorize',
    operation,
    async handle(c) {
      const token = registrationToken(c)
      if (!token.ok) return token.refusal
      const read = await readRegistration(c)
      if (!read.ok) return read.refusal
      const { settings } = read.value
      const made = await core.registerByToken({ token: token.value, settings }, callerOf(c))
      if (!made.ok) {
        if (made.refusal === 'registration_token_invalid') return invalidToken(c)
        if (made.refusal === 'overloaded') return problem(c, 'overloaded')
        return metadataProblem(c, made.refusal)
      }
      const { client, secret, registrationToken: managing } = made.value
      const secretMembers = secret === null ? {} : { client_secret: secret, client_secret_expires_at: 0 }
      const answer = {
        ...metadataOf(client),
        ...secretMembers,
        registration_access_token: managing,
        registration_client_uri: `${issuer}/client-registration/${client.xid}`,
      }
      return c.json(answer, 201)
    },
  }
}
