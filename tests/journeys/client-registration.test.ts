import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { basic } from '../support/oidc.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  actionsOf,
  issuer,
  openJourney,
  problemIn,
  suspicionsOf,
  testCaller,
  textOf,
  valueOf,
} from '../support/signing-in.ts'
import { later } from '@lgc/kernel'

type Json = Readonly<Record<string, unknown>>

const redirect_uris = ['https://rp.example/callback']
const path = '/client-registration'
const coordinate = 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU'
const keys = { keys: [{ kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate }] }

describe.each(databases)('clients that register themselves, on $name', ({ create }) => {
  let service: Service
  let token: string
  beforeAll(async () => {
    service = await openJourney(create)
    token = await newToken(100)
  })
  afterAll(() => service.close())

  const newToken = async (uses: number): Promise<string> => {
    const order = { realm: 'default', uses, expiresAt: later(service.clock.now(), 3600) }
    return valueOf(await service.core.createRegistrationToken(order, testCaller)).token
  }
  const register = (json: Json, by = token): Promise<Answer> =>
    service.call(path, { json, headers: { Authorization: `Bearer ${by}` } })
  const placeOf = (made: Answer): string => textOf(made, 'registration_client_uri').slice(issuer.length)
  const manage = (method: string, made: Answer, json?: Json, by?: string): Promise<Answer> =>
    service.call(placeOf(made), {
      method,
      headers: { Authorization: `Bearer ${by ?? textOf(made, 'registration_access_token')}` },
      ...(json === undefined ? {} : { json }),
    })

  it('are told what they are registered with; their secret works', async () => {
    const made = await register({ redirect_uris, client_name: 'RP', software_id: 'ignored' })
    expect(made.status).toBe(201)
    expect(made.headers.get('cache-control')).toBe('no-store')
    expect(made.body).toEqual({
      client_id: expect.stringMatching(/^[0-9a-v]{20}$/),
      client_id_issued_at: expect.any(Number),
      client_secret: expect.stringMatching(/^lgcs_[A-Za-z0-9_-]{43}$/),
      client_secret_expires_at: 0,
      client_name: 'RP',
      redirect_uris,
      post_logout_redirect_uris: [],
      scope: 'openid profile email phone offline_access',
      response_types: ['code'],
      grant_types: ['authorization_code'],
      subject_type: 'public',
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'RS256',
      require_pushed_authorization_requests: false,
      dpop_bound_access_tokens: false,
      backchannel_logout_session_required: false,
      frontchannel_logout_session_required: false,
      registration_access_token: expect.stringMatching(/^lgrg_[A-Za-z0-9_-]{43}$/),
      registration_client_uri: expect.stringMatching(new RegExp(`^${issuer}${path}/[0-9a-v]{20}$`)),
    })
    expect(await actionsOf(service, made)).toEqual(['client.registered', 'registration_token.used'])
    const Authorization = basic(textOf(made, 'client_id'), textOf(made, 'client_secret'))
    const form = { grant_type: 'authorization_code', code: 'x', redirect_uri: 'https://rp.example/callback' }
    const proved = await service.call('/token', { form, headers: { Authorization } })
    expect(problemIn(proved)).toBe('400 invalid_grant authorization_code_invalid')
    const stored = JSON.stringify([
      await service.db.selectFrom('clients').selectAll().execute(),
      await service.db.selectFrom('registration_tokens').selectAll().execute(),
    ])
    for (const secret of [token, textOf(made, 'client_secret'), textOf(made, 'registration_access_token')]) {
      expect(stored).not.toContain(secret)
    }
  })

  it('decide nothing that is for operators', async () => {
    const made = await register({
      redirect_uris,
      skip_consent: true,
      is_first_party: true,
      requires_grant: true,
      access_token_format: 'jwt',
      scope: 'openid grants admin profile.legal',
    })
    const client = await service.core.queries.clients.find(textOf(made, 'client_id'))
    expect(client).toMatchObject({ isFirstParty: false, allowedScopes: ['openid'], requiresGrant: false })
    expect(client?.oauth.accessTokenFormat).toBe('opaque')
  })

  it.each<[string, string, string, Json]>([
    ['invalid_redirect_uri', 'redirect_uris', 'required', {}],
    ['invalid_redirect_uri', 'redirect_uris', 'has_fragment', { redirect_uris: ['https://rp.example/#x'] }],
    ['invalid_redirect_uri', 'redirect_uris', 'http_not_loopback', { redirect_uris: ['http://rp.example/'] }],
    [
      'invalid_redirect_uri',
      'redirect_uris',
      'scheme_not_allowed',
      { redirect_uris: ['javascript:alert(1)'] },
    ],
    ['invalid_redirect_uri', 'redirect_uris', 'type', { redirect_uris: 'https://rp.example/' }],
    ['invalid_client_metadata', 'response_types.0', 'enum', { redirect_uris, response_types: ['token'] }],
    ['invalid_client_metadata', 'subject_type', 'enum', { redirect_uris, subject_type: 'pairwise' }],
    ['invalid_client_metadata', 'jwks_uri', 'https', { redirect_uris, jwks_uri: 'http://10.0.0.1/jwks' }],
    [
      'invalid_client_metadata',
      'jwks',
      'required',
      { redirect_uris, token_endpoint_auth_method: 'private_key_jwt' },
    ],
    [
      'invalid_client_metadata',
      'logo_uri',
      'invalid',
      { redirect_uris, logo_uri: 'http://rp.example/a.png' },
    ],
    ['invalid_client_metadata', 'grant_types.0', 'enum', { redirect_uris, grant_types: ['password'] }],
  ])('are refused with %s at %s: %s', async (error, at, rule, json) => {
    const before = await service.core.queries.clients.list()
    const { status, body } = await register(json)
    expect([status, body['error'], body['fields']]).toEqual([400, error, [{ path: at, rule }]])
    expect(await service.core.queries.clients.list()).toHaveLength(before.length)
  })

  it('need a token that is good for one more, however many come at once', async () => {
    const anonymous = await service.call(path, { json: { redirect_uris } })
    expect(problemIn(anonymous)).toBe('401 unauthorized registration_token_missing')
    expect(anonymous.headers.get('www-authenticate')).toBe('Bearer')
    const two = await newToken(2)
    const answers = await Promise.all(Array.from({ length: 8 }, () => register({ redirect_uris }, two)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2)
    const refused = await register({ redirect_uris }, two)
    expect(problemIn(refused)).toBe('401 invalid_token registration_token_invalid')
    expect(await suspicionsOf(service, refused)).toEqual(['client_registration_refused'])
    const late = await newToken(1)
    service.clock.pass(3600)
    expect((await register({ redirect_uris }, late)).status).toBe(401)
    token = await newToken(100)
  })

  it('read, replace and end their registration with its own token', async () => {
    const made = await register({ redirect_uris, client_name: 'Before', default_max_age: 60 })
    const client_id = textOf(made, 'client_id')
    const { client_secret: _, client_secret_expires_at: __, ...kept } = made.body
    expect((await manage('GET', made)).body).toEqual(kept)
    const changed = await manage('PUT', made, { client_id, redirect_uris: ['https://rp.example/other'] })
    expect(changed.body).toMatchObject({ client_id, redirect_uris: ['https://rp.example/other'] })
    expect(changed.body).not.toHaveProperty('default_max_age')
    expect(await actionsOf(service, changed)).toEqual(['client.updated'])
    const other = await manage('PUT', made, { client_id: 'another', redirect_uris })
    expect(other.body['fields']).toEqual([{ path: 'client_id', rule: 'match' }])
    const moved = await manage('PUT', made, {
      client_id,
      redirect_uris,
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: keys,
    })
    expect(moved.body).toMatchObject({ token_endpoint_auth_method: 'private_key_jwt', jwks: keys })
    expect((await manage('DELETE', made)).status).toBe(204)
    expect((await service.core.queries.clients.find(client_id))?.deactivatedAt).not.toBeNull()
    expect(problemIn(await manage('GET', made))).toBe('401 invalid_token registration_token_invalid')
  })

  it('are known by their own token alone', async () => {
    const [one, two] = [await register({ redirect_uris }), await register({ redirect_uris })]
    const foreign = textOf(two, 'registration_access_token')
    for (const [method, json] of [['GET'], ['PUT', { redirect_uris }], ['DELETE']] as const) {
      for (const by of [foreign, token, 'x']) {
        expect((await manage(method, one, json, by)).status).toBe(401)
      }
    }
    expect((await manage('GET', one)).status).toBe(200)
  })

  it('find no way in where the operator did not open one', async () => {
    const closed = await openJourney(create, { isClientRegistrationOpen: false })
    expect((await closed.fetch(path, { json: { redirect_uris } })).status).toBe(404)
    const metadata = await (await closed.fetch('/.well-known/openid-configuration')).json()
    expect(metadata).not.toHaveProperty('registration_endpoint')
    await closed.close()
    expect(await (await service.fetch('/.well-known/openid-configuration')).json()).toHaveProperty(
      'registration_endpoint',
      `${issuer}${path}`,
    )
  })
})
