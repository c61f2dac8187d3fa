import type { Client } from '@lgc/client'
import type { Core } from '@lgc/composition'
import type { Caller } from '@lgc/kernel'

export const benchCaller: Caller = {
  requestId: 'request-of-the-bench',
  address: '192.0.2.1',
  userAgent: 'bench',
  agent: null,
}

const benchClientId = 'bench-app'
export const benchRedirectUri = 'http://127.0.0.1:9009/callback'

/** The one client of the bench; the same one when it is there already. */
export async function seedClient(core: Core, secret: string | null = null): Promise<Client> {
  const known = await core.queries.clients.find(benchClientId)
  if (known) return known
  const settings = {
    name: 'Bench',
    redirectUris: [benchRedirectUri],
    postLogoutRedirectUris: [],
    allowedScopes: ['openid', 'profile', 'email'],
    requiresGrant: false,
    isFirstParty: true,
    codeLifetimeInSeconds: 600,
    logoUri: null,
    brandColor: null,
  }
  const order = { clientId: benchClientId, realm: 'default', secret, settings }
  const made = await core.registerClient(order, benchCaller)
  if (!made.ok) throw new Error(`the client was refused: ${JSON.stringify(made.refusal)}`)
  return made.value.client
}
