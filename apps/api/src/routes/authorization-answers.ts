import type { Authorized, ConsentRequired, Denied } from '@lgc/authentication'
import { z } from 'zod'
import type { Answer } from '../http/endpoint.ts'
import { clientId, examples, scopes } from './schemas.ts'

const authorized = z.strictObject({
  status: z.literal('authorized'),
  code: z.string(),
  expires_in: z.number().int().positive(),
  redirect_to: z.string(),
  state: z.string().optional(),
  scopes,
})
const consentRequired = z.strictObject({
  status: z.literal('consent_required'),
  client: z.strictObject({ client_id: clientId, name: z.string() }),
  requested_scopes: scopes,
  granted_scopes: z.array(z.string()),
  missing_scopes: scopes,
  state: z.string().optional(),
})
const denied = z.strictObject({ status: z.literal('denied'), redirect_to: z.string() })

const authorizedExample = {
  status: 'authorized',
  code: examples.code,
  expires_in: 600,
  redirect_to: `http://127.0.0.1:9009/callback?code=${examples.code}&state=af0ifjsldkj&iss=http%3A%2F%2Flocalhost%3A3100`,
  state: 'af0ifjsldkj',
  scopes: ['openid', 'profile'],
}

export const authorizeAnswer: Answer = {
  description: 'A code to carry to the client, or what the person has to be asked first',
  schema: z.discriminatedUnion('status', [authorized, consentRequired]),
  example: authorizedExample,
}

export const consentAnswer: Answer = {
  description: 'A code for what the person approved, or where to carry the refusal',
  schema: z.discriminatedUnion('status', [authorized, denied]),
  example: authorizedExample,
}

type Wire = Readonly<Record<string, unknown>>

export function authorizationToWire(outcome: Authorized | ConsentRequired | Denied): Wire {
  if (outcome.status === 'denied') return { status: 'denied', redirect_to: outcome.redirectTo }
  const state = outcome.state === null ? {} : { state: outcome.state }
  if (outcome.status === 'consent_required') {
    return {
      status: 'consent_required',
      client: { client_id: outcome.client.clientId, name: outcome.client.name },
      requested_scopes: outcome.requestedScopes,
      granted_scopes: outcome.grantedScopes,
      missing_scopes: outcome.missingScopes,
      ...state,
    }
  }
  return {
    status: 'authorized',
    code: outcome.code,
    expires_in: outcome.expiresInSeconds,
    redirect_to: outcome.redirectTo,
    ...state,
    scopes: outcome.scopes,
  }
}
