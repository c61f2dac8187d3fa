import type { AuthorizationRequest } from '@lgc/authentication'
import { z } from 'zod'
import { clientId, redirectUri } from './schemas.ts'

/**
 * The parameters of an authorization request (RFC 6749, section 4.1.1; RFC 7636, section 4.3; OpenID Connect
 * Core, section 3.1.2.1). Only their shape is checked here; what they mean is decided inside, in the
 * normative order.
 */
export const authorizationParameters = {
  response_type: z.string().max(64).default('code'),
  client_id: clientId,
  redirect_uri: redirectUri,
  scope: z.union([z.string(), z.array(z.string())]),
  state: z.string().max(1024).optional(),
  nonce: z.string().max(255).optional(),
  code_challenge: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43,128}$/)
    .optional(),
  code_challenge_method: z.string().max(16).optional(),
} as const

export const freshnessParameters = {
  prompt: z.enum(['none', 'login', 'consent']).optional(),
  max_age: z.number().int().min(0).optional(),
} as const

const shape = z.strictObject({ ...authorizationParameters, ...freshnessParameters })

export function toAuthorizationRequest(
  parameters: Omit<z.output<typeof shape>, 'prompt' | 'max_age'> &
    Partial<Pick<z.output<typeof shape>, 'prompt' | 'max_age'>>,
): AuthorizationRequest {
  return {
    clientId: parameters.client_id,
    redirectUri: parameters.redirect_uri,
    responseType: parameters.response_type,
    scope: parameters.scope,
    state: parameters.state ?? null,
    nonce: parameters.nonce ?? null,
    codeChallenge: parameters.code_challenge ?? null,
    codeChallengeMethod: parameters.code_challenge_method ?? null,
    prompts: parameters.prompt ? [parameters.prompt] : [],
    maxAgeInSeconds: parameters.max_age ?? null,
    openid: null,
  }
}
