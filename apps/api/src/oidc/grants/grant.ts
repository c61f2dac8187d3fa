import type { IssuedTokens } from '@lgc/authentication'
import type { Caller, Result } from '@lgc/kernel'
import { z } from 'zod'
import type { Refusal } from '../../http/problems.ts'
import { codeVerifier, redirectUri } from '../../routes/schemas.ts'
import { clientParameters, type ProvenClient } from '../client-authentication.ts'

/** Everything that any grant takes; which of it a grant needs, the grant itself says. */
export const tokenParameters = z.object({
  grant_type: z.string().max(128),
  ...clientParameters,
  code: z.string().max(128).optional(),
  redirect_uri: redirectUri.optional(),
  code_verifier: codeVerifier.optional(),
  device_code: z.string().max(128).optional(),
  refresh_token: z.string().max(128).optional(),
  scope: z.string().max(4096).optional(),
  resource: z.array(z.string().max(512)).max(20),
})

export type TokenParameters = z.output<typeof tokenParameters>

export type GrantRequest = {
  readonly client: ProvenClient
  readonly parameters: TokenParameters
  /** Of the key that the client proved with the request; null when it came without. */
  readonly dpopThumbprint: string | null
  readonly caller: Caller
}

/** One way to come by tokens (RFC 6749, section 1.3). */
export type Grant = {
  /** Without these the request is not well-formed. */
  readonly needs: readonly (keyof TokenParameters)[]
  readonly perform: (request: GrantRequest) => Promise<Result<IssuedTokens, Refusal>>
}
