import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClientKey, assertionOf, jwtBearer, newClientKey } from '../support/client-keys.ts'
import { databases } from '../support/databases.ts'
import {
  type OidcProduct,
  addOidcProduct,
  callAs,
  loginTokenOf,
  oidcCode,
  redeem,
  refresh,
  tokensFor,
} from '../support/oidc.ts'
import { type Answer, type Service, openService } from '../support/service.ts'
import {
  type Product,
  addApiKey,
  addPerson,
  addProduct,
  browserWith,
  codeFor,
  exchange,
  issuer,
  requestFor,
  signInto,
  verify,
} from '../support/signing-in.ts'

/** Every kind of secret or signed word that the service gives out or takes, and how to come by a good one. */
const kinds = [
  'access token',
  'signed access token',
  'ID token',
  'refresh token',
  'client assertion',
  'logout token',
  'verification token',
  'session token',
  'login token',
  'code',
  'native code',
  'API key',
] as const
type Kind = (typeof kinds)[number]

/** Every door at which such a word is presented, and the kinds that open it. */
const doors: Readonly<Record<string, readonly Kind[]>> = {
  'Bearer at /userinfo': ['access token', 'signed access token'],
  'Bearer at /auth/userinfo': ['session token'],
  'Bearer at /auth/session': ['session token'],
  'refresh_token at /token': ['refresh token'],
  'code at /token': ['code'],
  'client_assertion at /token': ['client assertion'],
  'code at /auth/token': ['native code'],
  'verification_token at /auth/login-session': ['verification token'],
  'verification_token at /auth/authorize': ['verification token'],
  'cookie at /auth/authorize': ['login token'],
  'X-API-Key at /auth/session': ['API key'],
  'token at /introspect': ['access token', 'refresh token'],
}

describe.each(databases)('R61 one kind of token is never taken for another, on $name', ({ create }) => {
  let service: Service
  let person: RegisteredPerson
  let product: OidcProduct
  let signing: OidcProduct
  let keyed: OidcProduct
  let native: Product
  let key: ClientKey
  let apiKey: string
  beforeAll(async () => {
    service = await openService(create)
    person = await addPerson(service)
    product = await addOidcProduct(service)
    signing = await addOidcProduct(service, { accessTokenFormat: 'jwt' })
    key = await newClientKey()
    const jwks = { keys: [{ ...key.publicJwk }] }
    keyed = await addOidcProduct(
      service,
      { tokenEndpointAuthMethod: 'private_key_jwt', jwks },
      { secret: null },
    )
    native = await addProduct(service, { isFirstParty: true })
    apiKey = await addApiKey(service, native)
  })
  afterAll(() => service.close())

  const seconds = (): number => Math.floor(service.clock.now() / 1000)
  const member = async (of: OidcProduct, name: string): Promise<string> =>
    String((await tokensFor(service, of, person)).body[name])

  const make: Readonly<Record<Kind, () => Promise<string>>> = {
    'access token': () => member(product, 'access_token'),
    'signed access token': () => member(signing, 'access_token'),
    'ID token': () => member(product, 'id_token'),
    'refresh token': () => member(product, 'refresh_token'),
    'client assertion': () => assertionOf(key, keyed.client.clientId, { now: service.clock.now() }),
    'logout token': () =>
      service.core.signToken({
        alg: 'ES256',
        typ: 'logout+jwt',
        claims: {
          iss: issuer,
          sub: person.person.xid,
          aud: product.client.clientId,
          iat: seconds(),
          exp: seconds() + 120,
          jti: service.core.newXid(),
          events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
        },
      }),
    'verification token': () => verify(service, person),
    'session token': () => signInto(service, native, person),
    'login token': () => loginTokenOf(service, person),
    code: () => oidcCode(service, product, person),
    'native code': async () => codeFor(service, native, await verify(service, person)),
    'API key': async () => apiKey,
  }

  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
  const knock: Readonly<Record<string, (token: string) => Promise<Answer>>> = {
    'Bearer at /userinfo': (token) => service.call('/userinfo', { headers: bearer(token) }),
    'Bearer at /auth/userinfo': (token) => service.call('/auth/userinfo', { headers: bearer(token) }),
    'Bearer at /auth/session': (token) =>
      service.call('/auth/session', { headers: { ...bearer(token), 'X-API-Key': apiKey } }),
    'refresh_token at /token': (token) => refresh(service, product, token),
    'code at /token': (token) => redeem(service, product, token),
    'client_assertion at /token': (token) =>
      service.call('/token', {
        form: {
          grant_type: 'refresh_token',
          refresh_token: 'x',
          client_id: keyed.client.clientId,
          client_assertion_type: jwtBearer,
          client_assertion: token,
        },
      }),
    'code at /auth/token': (token) => exchange(service, native, token),
    'verification_token at /auth/login-session': (token) =>
      service.call('/auth/login-session', { json: { verification_token: token } }),
    'verification_token at /auth/authorize': (token) =>
      service.call('/auth/authorize', {
        json: { ...requestFor(native), response_type: 'code', verification_token: token },
      }),
    'cookie at /auth/authorize': (token) =>
      service.call('/auth/authorize', {
        json: { ...requestFor(native), response_type: 'code' },
        headers: browserWith(token),
      }),
    'X-API-Key at /auth/session': (token) =>
      service.call('/auth/session', { headers: { 'X-API-Key': token } }),
    'token at /introspect': (token) => callAs(service, product, '/introspect', { form: { token } }),
  }

  /** Whether the word opened the door, whatever was behind it. */
  const isOpen = (door: string, { status, body }: Answer): boolean => {
    if (door === 'token at /introspect') return body['active'] === true
    if (door === 'client_assertion at /token') return body['code'] === 'refresh_token_invalid'
    if (door === 'X-API-Key at /auth/session') return body['code'] === 'session_missing'
    return status < 300
  }

  it.each(Object.keys(doors))('%s', async (door) => {
    const opened: string[] = []
    for (const kind of kinds) {
      const answer = await knock[door]?.(await make[kind]())
      expect([kind, answer?.status ?? 500]).not.toEqual([kind, 500])
      if (answer && isOpen(door, answer)) opened.push(kind)
    }
    expect(opened).toEqual(doors[door])
  })
})
