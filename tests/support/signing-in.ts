import type { Client, ClientSettings } from '@lgc/client'
import type { Config } from '@lgc/composition'
import type { RegisteredPerson } from '@lgc/person'
import type { CheckAnswer, Document } from './answer-checker.ts'
import { answerChecker } from './answer-checker.ts'
import type { TestDatabase } from './databases.ts'
import { type Answer, type Service, openService } from './service.ts'
import { addPerson, freshName, testCaller, testPassword, valueOf } from './world.ts'

export { addPerson, testCaller, testPassword, valueOf }

export const issuer = 'http://localhost:3100'
export const redirectUri = 'https://app.example/callback'

type Json = Readonly<Record<string, unknown>>

/** A service whose every answer is held against its own document. */
export async function openJourney(
  create: TestDatabase['create'],
  config: Partial<Config> = {},
): Promise<Service> {
  const service = await openService(create, config)
  const document = (await (await service.fetch('/openapi.json')).json()) as Document
  return checked(service, answerChecker(document))
}

function checked(service: Service, check: CheckAnswer): Service {
  return {
    ...service,
    async call(path, call = {}) {
      const answer = await service.call(path, call)
      const hasBody = call.json !== undefined || call.form !== undefined
      const method = call.method ?? (hasBody ? 'POST' : 'GET')
      if (method !== 'HEAD') check({ method, path: path.replace(/\?.*/, '') }, answer)
      return answer
    },
  }
}

/** A product that people sign in to. Without a secret it is a public client. */
export type Product = { readonly client: Client; readonly secret: string | null }

export async function addProduct(
  { core }: Pick<Service, 'core'>,
  {
    secret = `lgcs_${freshName('secret')}`,
    realm = 'default',
    ...settings
  }: Partial<ClientSettings> & { readonly secret?: string | null; readonly realm?: string } = {},
): Promise<Product> {
  const common: ClientSettings = {
    name: 'Example',
    redirectUris: [redirectUri],
    postLogoutRedirectUris: [],
    allowedScopes: ['openid', 'profile', 'email', 'grants'],
    requiresGrant: false,
    isFirstParty: false,
    codeLifetimeInSeconds: 600,
    logoUri: null,
    brandColor: null,
  }
  const registration = { clientId: freshName('product'), realm, secret }
  const registered = await core.registerClient(
    { ...registration, settings: { ...common, ...settings } },
    testCaller,
  )
  return valueOf(registered)
}

/** Changes some settings of a client and keeps the rest. */
export async function changeProduct(
  { core }: Pick<Service, 'core'>,
  { client }: Product,
  change: Partial<ClientSettings>,
): Promise<void> {
  const { name, redirectUris, postLogoutRedirectUris, allowedScopes, requiresGrant } = client
  const { isFirstParty, codeLifetimeInSeconds, logoUri, brandColor } = client
  const kept = { name, redirectUris, postLogoutRedirectUris, allowedScopes, requiresGrant }
  const settings = { ...kept, isFirstParty, codeLifetimeInSeconds, logoUri, brandColor, ...change }
  valueOf(await core.updateClient({ clientId: client.clientId, settings }, testCaller))
}

/** An authorization request of the product, as JSON. */
export function requestFor({ client }: Product, more: Json = {}): Json {
  return { client_id: client.clientId, redirect_uri: redirectUri, scope: 'openid profile', ...more }
}

/** Proves a password over HTTP; the token that says so. */
export async function verify(
  service: Pick<Service, 'call'>,
  { identity }: Pick<RegisteredPerson, 'identity'>,
): Promise<string> {
  const json = { method: 'password', identifier: identity.identifier, password: testPassword }
  return textOf(await service.call('/auth/verify', { json }), 'verification_token')
}

/** The headers of a browser with a login session. */
export type Browser = { readonly Cookie: string; readonly Origin: string }

export function browserWith(token: string): Browser {
  return { Cookie: `lgc_session=${token}`, Origin: issuer }
}

/** Begins a login session in a fresh browser, and gives that browser's headers. */
export async function logIn(
  service: Pick<Service, 'call'>,
  person: Pick<RegisteredPerson, 'identity'>,
): Promise<Browser> {
  const json = { verification_token: await verify(service, person) }
  return browserWith(loginTokenIn(await service.call('/auth/login-session', { json })))
}

/** The token of the cookie that an answer sets. */
export function loginTokenIn({ headers }: Pick<Answer, 'headers'>): string {
  const token = /^lgc_session=(lgl_[A-Za-z0-9_-]{43});/.exec(headers.getSetCookie().join('\n'))?.[1]
  if (token === undefined) throw new Error('the answer sets no login session')
  return token
}

/** A code for everything that is asked, approved by the person of the proof. */
export async function codeFor(
  service: Pick<Service, 'call'>,
  product: Product,
  proof: string | Browser,
  more: Json = {},
): Promise<string> {
  const request = requestFor(product, more)
  const approved_scopes = String(request['scope']).split(' ')
  const isToken = typeof proof === 'string'
  const json = {
    ...request,
    approved: true,
    approved_scopes,
    ...(isToken ? { verification_token: proof } : {}),
  }
  return textOf(await service.call('/auth/consent', { json, ...(isToken ? {} : { headers: proof }) }), 'code')
}

export function exchange(
  service: Pick<Service, 'call'>,
  { client, secret }: Product,
  code: string,
  more: Json = {},
): Promise<Answer> {
  const json = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: client.clientId,
    ...(secret === null ? {} : { client_secret: secret }),
    ...more,
  }
  return service.call('/auth/token', { json })
}

/** Signs a person in to a product; the token of the app session. */
export async function signInto(
  service: Pick<Service, 'call'>,
  product: Product,
  who: RegisteredPerson | Browser,
  more: Json = {},
): Promise<string> {
  const proof = 'identity' in who ? await verify(service, who) : who
  const code = await codeFor(service, product, proof, more)
  return textOf(await exchange(service, product, code), 'session_token')
}

export async function addApiKey(
  { core }: Pick<Service, 'core'>,
  { client }: Product,
  role: 'service' | 'provisioner' | 'admin' = 'service',
): Promise<string> {
  const order = { clientId: client.clientId, name: role, role, expiresAt: null }
  return valueOf(await core.createApiKey(order, testCaller)).key
}

export function readSession(
  service: Pick<Service, 'call'>,
  key: string | null,
  token: string | null,
): Promise<Answer> {
  const bearer = token === null ? {} : { Authorization: `Bearer ${token}` }
  return service.call('/auth/session', {
    headers: { ...bearer, ...(key === null ? {} : { 'X-API-Key': key }) },
  })
}

/** `401 invalid_client client_unknown`: what a client of the service tells answers apart by. */
export function problemIn({ status, body }: Answer): string {
  return `${status} ${String(body['error'])} ${String(body['code'])}`
}

/** A text member of an answer; its absence is a mistake of the test. */
export function textOf({ status, body }: Answer, name: string): string {
  const value = body[name]
  if (typeof value !== 'string') throw new Error(`${status} without ${name}: ${JSON.stringify(body)}`)
  return value
}

export function memberOf(body: Json, name: string): Json {
  return body[name] as Json
}

/** What the security log says of the request that was answered. */
export async function suspicionsOf(
  { db }: Pick<Service, 'db'>,
  { headers }: Answer | Pick<Answer, 'headers'>,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('security_log')
    .select('event_type')
    .where('request_id', '=', headers.get('x-request-id'))
    .orderBy('id')
    .execute()
  return rows.map((row) => row.event_type)
}

/** What the audit log says of the request that was answered. */
export async function actionsOf(
  { db }: Pick<Service, 'db'>,
  { headers }: Answer | Pick<Answer, 'headers'>,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('audit_log')
    .select('action')
    .where('request_id', '=', headers.get('x-request-id'))
    .orderBy('id')
    .execute()
  return rows.map((row) => row.action)
}
