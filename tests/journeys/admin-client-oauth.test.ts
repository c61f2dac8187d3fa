import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Admin, addAdmin, recordOf } from '../support/administering.ts'
import { databases } from '../support/databases.ts'
import type { Answer, Service } from '../support/service.ts'
import { memberOf, openJourney, problemIn, textOf } from '../support/signing-in.ts'
import { freshName } from '../support/world.ts'

type Json = Readonly<Record<string, unknown>>

const coordinate = 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU'
const key = { kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate, kid: 'one' }
const keyed = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [key] } }

describe.each(databases)('OAuth settings in the hands of operators, on $name', ({ create }) => {
  let service: Service
  let admin: Admin
  beforeAll(async () => {
    service = await openJourney(create)
    admin = await addAdmin(service)
  })
  afterAll(() => service.close())

  const make = (oauth: Json, more: Json = {}): Promise<Answer> =>
    admin.send('POST', '/admin/clients', {
      client_id: freshName('made'),
      name: 'Made',
      redirect_uris: ['https://app.example/callback'],
      allowed_scopes: ['openid'],
      oauth,
      ...more,
    })
  const pathOf = (made: Answer): string => `/admin/clients/${String(memberOf(made.body, 'client')['xid'])}`
  const oauthAt = async (path: string): Promise<Json> => memberOf((await admin.get(path)).body, 'oauth')

  it('are all settable, and are read as they were set', async () => {
    const oauth = {
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      jwks: null,
      jwks_uri: 'https://app.example/jwks',
      id_token_signed_response_alg: 'EdDSA',
      access_token_format: 'jwt',
      access_token_lifetime: 300,
      require_pkce: true,
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
      profile: null,
      resources: ['https://api.example/', 'urn:example:api'],
      refresh_token_lifetime: 86_400,
      refresh_token_idle_lifetime: 3600,
      refresh_token_grace: 10,
      backchannel_logout_uri: 'https://app.example/out',
      backchannel_logout_session_required: true,
      frontchannel_logout_uri: 'https://app.example/front',
      frontchannel_logout_session_required: true,
      default_max_age: 600,
    }
    const made = await make(oauth)
    expect(made.status).toBe(201)
    expect(await oauthAt(pathOf(made))).toEqual(oauth)
    const other = await make({})
    const changed = await admin.send('PATCH', pathOf(other), { oauth })
    expect([changed.status, changed.body['oauth']]).toEqual([200, oauth])
  })

  it('have a profile that brings along what it asks for: only keys have to be named', async () => {
    const made = await make({ profile: 'fapi2', jwks: { keys: [key] } })
    expect(made.body).toMatchObject({ client: { type: 'confidential' }, client_secret: null })
    expect(await oauthAt(pathOf(made))).toMatchObject({
      profile: 'fapi2',
      token_endpoint_auth_method: 'private_key_jwt',
      require_pkce: true,
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
    })
    const weakened = await admin.send('PATCH', pathOf(made), { oauth: { require_pkce: false } })
    expect(weakened.body['fields']).toEqual([{ path: 'oauth.require_pkce', rule: 'profile' }])
  })

  it.each<[string, string, Json]>([
    ['token_endpoint_auth_method', 'secret', { token_endpoint_auth_method: 'none' }],
    ['token_endpoint_auth_method', 'enum', { token_endpoint_auth_method: 'client_secret_jwt' }],
    ['token_endpoint_auth_method', 'profile', { profile: 'fapi2', token_endpoint_auth_method: 'none' }],
    ['jwks', 'required', { token_endpoint_auth_method: 'private_key_jwt' }],
    ['jwks', 'required', { profile: 'fapi2' }],
    ['jwks', 'public_keys', { jwks: { keys: [{ ...key, d: coordinate }] } }],
    ['jwks_uri', 'one_source', { ...keyed, jwks_uri: 'https://app.example/jwks' }],
    ['jwks_uri', 'https', { jwks_uri: 'http://app.example/jwks' }],
    ['grant_types', 'required', { grant_types: [] }],
    ['grant_types.0', 'enum', { grant_types: ['password'] }],
    ['id_token_signed_response_alg', 'enum', { id_token_signed_response_alg: 'none' }],
    ['id_token_signed_response_alg', 'profile', { profile: 'fapi2', id_token_signed_response_alg: 'RS256' }],
    ['access_token_lifetime', 'range', { access_token_lifetime: 3601 }],
    ['access_token_lifetime', 'type', { access_token_lifetime: '300' }],
    ['refresh_token_idle_lifetime', 'longer_than_lifetime', { refresh_token_lifetime: 600 }],
    ['refresh_token_grace', 'range', { refresh_token_grace: 61 }],
    ['resources', 'absolute_uri', { resources: ['/api'] }],
    ['backchannel_logout_uri', 'web_address', { backchannel_logout_uri: 'javascript:alert(1)' }],
    ['frontchannel_logout_uri', 'web_address', { frontchannel_logout_uri: 'http://app.example/' }],
    ['default_max_age', 'min', { default_max_age: -1 }],
    ['skip_consent', 'unknown_member', { skip_consent: true }],
  ])(
    'are refused at %s by the rule %s, when they are set and when they are changed',
    async (path, rule, oauth) => {
      const fields = [{ path: `oauth.${path}`, rule }]
      // A new client that names `none` is public; one that has a secret cannot become so.
      if (rule !== 'secret') expect((await make(oauth)).body['fields']).toEqual(fields)
      const made = await make({})
      const before = await oauthAt(pathOf(made))
      const changed = await admin.send('PATCH', pathOf(made), { oauth })
      expect([problemIn(changed), changed.body['fields']]).toEqual([
        '400 invalid_request validation_failed',
        fields,
      ])
      expect([await recordOf(service, changed), await oauthAt(pathOf(made))]).toEqual([[], before])
    },
  )

  it('decide the type of a client; one that says otherwise is refused', async () => {
    expect((await make({ token_endpoint_auth_method: 'none' })).body).toMatchObject({
      client: { type: 'public' },
      client_secret: null,
    })
    expect((await make(keyed, { type: 'confidential' })).body).toMatchObject({
      client: { type: 'confidential' },
      client_secret: null,
    })
    for (const [type, oauth] of [
      ['public', keyed],
      ['public', { token_endpoint_auth_method: 'client_secret_basic' }],
      ['confidential', { token_endpoint_auth_method: 'none' }],
    ] as const) {
      const { body } = await make(oauth, { type })
      expect(body['fields']).toEqual([{ path: 'type', rule: 'token_endpoint_auth_method' }])
    }
  })

  it('move a client from its secret to keys, which ends the secret', async () => {
    const made = await make({})
    const clientId = String(memberOf(made.body, 'client')['client_id'])
    const authenticate = () =>
      service.call('/auth/token', {
        json: {
          grant_type: 'authorization_code',
          client_id: clientId,
          client_secret: textOf(made, 'client_secret'),
          code: 'c',
          redirect_uri: 'https://app.example/callback',
        },
      })
    expect((await authenticate()).body['error']).toBe('invalid_grant')
    const moved = await admin.send('PATCH', pathOf(made), { oauth: keyed })
    expect(moved.body).toMatchObject({ type: 'confidential', oauth: keyed })
    expect(await recordOf(service, moved)).toMatchObject([
      {
        action: 'client.updated',
        details: { changed: ['oauth.tokenEndpointAuthMethod', 'oauth.jwks'] },
      },
    ])
    expect(problemIn(await authenticate())).toBe('401 invalid_client client_authentication_failed')
    const rotated = await admin.send('POST', `${pathOf(made)}/secret/rotate`, {})
    expect(problemIn(rotated)).toBe('409 conflict client_proves_by_key')
  })

  it('lose nothing when two operators change different ones at once', async () => {
    const path = pathOf(await make({}))
    for (let round = 1; round <= 10; round++) {
      const changes = [
        { access_token_lifetime: 60 + round },
        { refresh_token_grace: round },
        { default_max_age: round },
      ]
      const answers = await Promise.all(changes.map((oauth) => admin.send('PATCH', path, { oauth })))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
      expect(await oauthAt(path)).toMatchObject(Object.assign({}, ...changes))
    }
  })
})
