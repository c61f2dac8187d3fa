import { hash } from 'node:crypto'
import type { AuthorizationRequest, OpenIdParameters } from '@lgc/authentication'
import { type ClientSettings, type OAuthSettings, defaultOAuthSettings } from '@lgc/client'
import type { RegisteredPerson } from '@lgc/person'
import type { Answer, Service } from './service.ts'
import { type Product, addProduct, redirectUri } from './signing-in.ts'
import { testCaller, testPassword, valueOf } from './world.ts'

export const codeVerifier = 'a-verifier-of-the-tests-that-is-long-enough-000'
const codeChallenge = hash('sha256', codeVerifier, 'base64url')

export type OidcProduct = Product & { readonly method: OAuthSettings['tokenEndpointAuthMethod'] }

/** A product of our own that speaks OpenID Connect; `oauth` says what is different about it. */
export async function addOidcProduct(
  service: Pick<Service, 'core'>,
  oauth: Partial<OAuthSettings> = {},
  { secret, ...settings }: Partial<ClientSettings> & { readonly secret?: string | null } = {},
): Promise<OidcProduct> {
  const hasSecret = secret !== null
  const whole = { ...defaultOAuthSettings(hasSecret), ...oauth }
  const product = await addProduct(service, {
    isFirstParty: true,
    allowedScopes: ['openid', 'profile', 'email', 'offline_access', 'notes:read', 'notes:write'],
    oauth: whole,
    ...(secret === undefined ? {} : { secret }),
    ...settings,
  })
  return { ...product, method: whole.tokenEndpointAuthMethod }
}

const noTerms: OpenIdParameters = {
  nonce: null,
  resources: [],
  claims: null,
  dpopThumbprint: null,
  responseMode: 'query',
  loginHint: null,
  uiLocales: [],
  hintedPersonXid: null,
  pushedXid: null,
}

export type Asking = {
  readonly scope?: string
  readonly nonce?: string | null
  readonly loginToken?: string | null
  readonly openid?: Partial<OpenIdParameters> | null
}

/** A code of OpenID Connect for the person, as the authorization endpoint gives it to the browser. */
export async function oidcCode(
  { core }: Pick<Service, 'core'>,
  { client }: Pick<Product, 'client'>,
  who: RegisteredPerson,
  { scope = 'openid profile', nonce = null, loginToken = null, openid = {} }: Asking = {},
): Promise<string> {
  const request: AuthorizationRequest = {
    clientId: client.clientId,
    redirectUri,
    responseType: 'code',
    scope,
    state: null,
    nonce: null,
    codeChallenge,
    codeChallengeMethod: 'S256',
    prompts: [],
    openid: openid && { ...noTerms, nonce, ...openid },
    maxAgeInSeconds: null,
  }
  const verificationToken = loginToken === null ? await proofOf(core, who) : null
  const presented = { verificationToken, loginToken, freshSince: null }
  const outcome = valueOf(await core.authorize(request, presented, testCaller))
  if (outcome.status !== 'authorized') throw new Error('the client asks for consent')
  return outcome.code
}

/** Proves by password who somebody is; the token that says so. */
async function proofOf(core: Service['core'], { identity }: RegisteredPerson): Promise<string> {
  const challenge = { identifier: identity.identifier, password: testPassword, clientId: null }
  return valueOf(await core.verifyByPassword(challenge, testCaller)).verificationToken
}

/** A login session of a fresh browser. */
export async function loginTokenOf({ core }: Pick<Service, 'core'>, who: RegisteredPerson): Promise<string> {
  const presented = { verificationToken: await proofOf(core, who), loginToken: null }
  return valueOf(await core.createLoginSession(presented, testCaller)).token
}

export type Form = Readonly<Record<string, string>>

export function basic(id: string, secret: string): string {
  const [user, password] = [id, secret].map((part) => encodeURIComponent(part).replaceAll('%20', '+'))
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

/** A call of the product, which proves itself as it registered. */
export function callAs(
  service: Pick<Service, 'call'>,
  { client, secret, method }: OidcProduct,
  path: string,
  { form, headers = {} }: { readonly form: Form; readonly headers?: Form },
): Promise<Answer> {
  if (method === 'client_secret_basic') {
    const Authorization = basic(client.clientId, secret ?? '')
    return service.call(path, { form, headers: { Authorization, ...headers } })
  }
  const proof = method === 'client_secret_post' ? { client_secret: secret ?? '' } : {}
  return service.call(path, { form: { client_id: client.clientId, ...proof, ...form }, headers })
}

export function redeem(
  service: Pick<Service, 'call'>,
  product: OidcProduct,
  code: string,
  more: Form = {},
): Promise<Answer> {
  const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
  return callAs(service, product, '/token', { form: { ...grant, code_verifier: codeVerifier, ...more } })
}

export function refresh(
  service: Pick<Service, 'call'>,
  product: OidcProduct,
  token: unknown,
  more: Form = {},
): Promise<Answer> {
  const form = { grant_type: 'refresh_token', refresh_token: String(token), ...more }
  return callAs(service, product, '/token', { form })
}

/** Signs the person in to the product; the answer with the tokens. */
export async function tokensFor(
  service: Pick<Service, 'call' | 'core'>,
  product: OidcProduct,
  who: RegisteredPerson,
  asking: Asking = {},
): Promise<Answer> {
  return redeem(service, product, await oidcCode(service, product, who, asking))
}

/** What a JWT says, without asking whether it is true. */
export function claimsIn(token: unknown): Readonly<Record<string, unknown>> {
  const [, payload = ''] = String(token).split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Readonly<Record<string, unknown>>
}
