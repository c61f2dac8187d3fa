import { generateKeyPairSync } from 'node:crypto'
import { type IncomingMessage, createServer } from 'node:http'
// @ts-expect-error The library brings no types.
import Untyped from 'oidc-provider'
import { benchRedirectUri, clientSecret } from '../seed/client.ts'
import { codeChallenge } from '../seed/codes.ts'
import { rawDatabase } from '../servers/raw-database.ts'
import { type AdapterFactory, databaseAdapters, memoryAdapters } from './oidc-adapters.ts'

type Model = { readonly save: () => Promise<string> }
type Provider = {
  readonly callback: () => (incoming: IncomingMessage, outgoing: object) => void
  readonly Grant: new (of: object) => Model & { readonly addOIDCScope: (scope: string) => void }
  readonly AuthorizationCode: new (of: object) => Model
  readonly AccessToken: new (of: object) => Model
  readonly RefreshToken: new (of: object) => Model
  readonly Client: { readonly find: (id: string) => Promise<object> }
}
const Provider = Untyped as new (issuer: string, configuration: object) => Provider

/** Another provider, set as we are, that answers the same requests. */
const issuer = process.env['LGC_ISSUER'] ?? ''
const adapter =
  process.env['PEER_MEMORY'] === 'on'
    ? memoryAdapters()
    : await databaseAdapters(await rawDatabase(process.env['DATABASE_URL'] ?? ''))
const provider = new Provider(issuer, configuration(adapter))
const answer = provider.callback()
createServer((incoming, outgoing) => {
  const url = new URL(incoming.url ?? '/', issuer)
  if (url.pathname !== '/bench/made') return answer(incoming, outgoing)
  const asked = { kind: url.searchParams.get('kind') ?? '', count: Number(url.searchParams.get('count')) }
  made(asked).then(
    (secrets) => outgoing.end(JSON.stringify(secrets)),
    (error: unknown) => outgoing.writeHead(500).end(String(error)),
  )
}).listen(Number(process.env['PORT']), '127.0.0.1')

/** Codes and tokens as its own endpoints would have given them out, each with a grant of its own. */
async function made({ kind, count }: { readonly kind: string; readonly count: number }): Promise<string[]> {
  const secrets: string[] = []
  const worker = async (): Promise<void> => {
    while (secrets.length < count) {
      const index = secrets.push('') - 1
      secrets[index] = await madeOne(kind, `person-${index}`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return secrets
}

async function madeOne(kind: string, accountId: string): Promise<string> {
  const clientId = 'bench-opaque'
  const grant = new provider.Grant({ accountId, clientId })
  grant.addOIDCScope('openid profile')
  const authTime = Math.floor(Date.now() / 1000)
  const common = {
    accountId,
    client: await provider.Client.find(clientId),
    grantId: await grant.save(),
    scope: 'openid profile',
    gty: 'authorization_code',
    authTime,
  }
  if (kind === 'access') return new provider.AccessToken(common).save()
  if (kind === 'refresh') return new provider.RefreshToken({ ...common, iiat: authTime }).save()
  const terms = { redirectUri: benchRedirectUri, codeChallenge, codeChallengeMethod: 'S256' }
  return new provider.AuthorizationCode({ ...common, ...terms }).save()
}

function configuration(factory: AdapterFactory): object {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const enabled = { enabled: true }
  const resource = 'https://api.example.com'
  const client = (client_id: string): object => ({
    client_id,
    client_secret: clientSecret,
    token_endpoint_auth_method: 'client_secret_post',
    redirect_uris: [benchRedirectUri],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types: ['code'],
    id_token_signed_response_alg: 'ES256',
  })
  return {
    adapter: factory,
    clients: [client('bench-opaque'), client('bench-jwt')],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'bench', use: 'sig', alg: 'ES256' }] },
    scopes: ['openid', 'profile', 'notes:read'],
    claims: { openid: ['sub'], profile: ['name'] },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, name: 'Ada' }) }),
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    routes: {
      token: '/token',
      introspection: '/introspect',
      userinfo: '/userinfo',
      jwks: '/.well-known/jwks.json',
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: enabled,
      introspection: enabled,
      resourceIndicators: {
        enabled: true,
        defaultResource: (_: unknown, { clientId }: { readonly clientId: string }) =>
          clientId === 'bench-jwt' ? resource : undefined,
        getResourceServerInfo: () => ({
          scope: 'notes:read',
          audience: resource,
          accessTokenTTL: 900,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    interactions: { url: () => '/login' },
    ttl: {
      AccessToken: 900,
      ClientCredentials: 900,
      AuthorizationCode: 600,
      Grant: 86_400,
      IdToken: 900,
      RefreshToken: 86_400,
    },
  }
}
