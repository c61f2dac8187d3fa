import type { Core } from '@lgc/composition'
import type { Caller } from '@lgc/kernel'
import type { Filler } from './filler.ts'

export const benchCaller: Caller = {
  requestId: 'request-of-the-bench',
  address: '192.0.2.1',
  userAgent: 'bench',
  agent: null,
}

export const benchRedirectUri = 'http://127.0.0.1:9009/callback'
export const clientSecret = 'lgcs_secret-of-the-client-of-the-bench---------'

/** A confidential client, by its public name and by its row. */
export type SeededClient = { readonly clientId: string; readonly row: number }

/** The first of all, so that its row is known where it was made in an earlier run. */
export const benchClient: SeededClient = { clientId: 'bench-opaque', row: 1 }

/** A client that may do everything that is measured; its access tokens are opaque, or JWTs. */
export async function seedClient(
  core: Core,
  filler: Filler,
  accessTokenFormat: 'opaque' | 'jwt' = 'opaque',
): Promise<SeededClient> {
  const clientId = `bench-${accessTokenFormat}`
  const settings = {
    name: 'Bench',
    redirectUris: [benchRedirectUri],
    postLogoutRedirectUris: [],
    allowedScopes: ['openid', 'profile', 'email', 'notes:read'],
    requiresGrant: false,
    isFirstParty: true,
    codeLifetimeInSeconds: 600,
    logoUri: null,
    brandColor: null,
    oauth: {
      tokenEndpointAuthMethod: 'client_secret_post',
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
      accessTokenFormat,
    },
  } as const
  const order = { clientId, realm: 'default', secret: clientSecret, settings }
  const made = await core.registerClient(order, benchCaller)
  if (!made.ok) throw new Error(`the client was refused: ${JSON.stringify(made.refusal)}`)
  return { clientId, row: await filler.lastId('clients') }
}
