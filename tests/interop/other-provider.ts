import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
// @ts-expect-error The library brings no types.
import Untyped from 'oidc-provider'
import { redirectUri } from '../support/signing-in.ts'
import { clientId } from './differential-cases.ts'

type Model = { readonly save: () => Promise<string> }

type Provider = {
  readonly callback: () => Parameters<typeof createServer>[1]
  readonly Grant: new (of: object) => Model & { readonly addOIDCScope: (scope: string) => void }
  readonly AuthorizationCode: new (of: object) => Model
  readonly Client: { readonly find: (id: string) => Promise<object> }
}

const Provider = Untyped as new (issuer: string, configuration: object) => Provider

const scopes = ['openid', 'profile', 'email', 'offline_access', 'notes:read']

/** A provider that others wrote, set as we are, with one client and one person. */
export type OtherProvider = {
  readonly origin: string
  /** A code as its authorization endpoint would have given it out. */
  readonly newCode: (codeChallenge: string) => Promise<string>
  readonly close: () => Promise<void>
}

export async function startOtherProvider(secret: string): Promise<OtherProvider> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(origin, configurationWith(secret))
  const handle = provider.callback()
  if (handle) server.on('request', handle)
  return {
    origin,
    async newCode(codeChallenge) {
      const grant = new provider.Grant({ accountId: 'ada', clientId })
      grant.addOIDCScope('openid profile')
      const code = new provider.AuthorizationCode({
        accountId: 'ada',
        client: await provider.Client.find(clientId),
        redirectUri,
        scope: 'openid profile',
        grantId: await grant.save(),
        gty: 'authorization_code',
        authTime: Math.floor(Date.now() / 1000),
        codeChallenge,
        codeChallengeMethod: 'S256',
      })
      return code.save()
    },
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

function configurationWith(secret: string): object {
  const enabled = { enabled: true }
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        response_types: ['code'],
        scope: scopes.join(' '),
      },
    ],
    scopes,
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    pkce: { required: () => false },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    issueRefreshToken: () => true,
    features: {
      devInteractions: { enabled: false },
      clientCredentials: enabled,
      claimsParameter: enabled,
    },
    interactions: { url: () => '/login' },
    ttl: {
      AccessToken: 900,
      AuthorizationCode: 60,
      Grant: 3600,
      IdToken: 300,
      Interaction: 600,
      Session: 3600,
    },
  }
}
