import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  type Product,
  addPerson,
  addProduct,
  openJourney,
  problemIn,
  redirectUri,
  requestFor,
  suspicionsOf,
  testCaller,
  verify,
} from '../support/signing-in.ts'

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const mismatch = '400 invalid_request redirect_uri_mismatch'

describe.each(databases)('the authorization request on $name', ({ create }) => {
  let service: Service
  let product: Product
  let token: string
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addProduct(service, { redirectUris: [redirectUri, 'https://app.example/Other'] })
    token = await verify(service, await addPerson(service))
  })
  afterAll(() => service.close())

  const ask = (of: Product, more: Readonly<Record<string, unknown>> = {}): Promise<Answer> =>
    service.call('/auth/authorize', { json: requestFor(of, { verification_token: token, ...more }) })

  it('E01 refuses an unknown client without a way back, and puts it on the record', async () => {
    const answer = await ask(product, { client_id: 'nobody-knows-me' })
    expect(problemIn(answer)).toBe('401 invalid_client client_unknown')
    expect(answer.body).not.toHaveProperty('redirect_to')
    expect(await suspicionsOf(service, answer)).toEqual(['client_unknown'])
  })

  it('E02 refuses an inactive client', async () => {
    const idle = await addProduct(service)
    await service.core.switchClient({ clientId: idle.client.clientId, isActive: false }, testCaller)
    expect(problemIn(await ask(idle))).toBe('403 unauthorized_client client_inactive')
  })

  it.each([
    ['that nobody registered', 'https://evil.example/callback'],
    ['with a trailing slash', `${redirectUri}/`],
    ['with a further query', `${redirectUri}?next=1`],
    ['with a fragment', `${redirectUri}#here`],
    ['with another case of the path', 'https://app.example/Callback'],
    ['with another case of the host', 'https://APP.example/callback'],
    ['with another port', 'https://app.example:8443/callback'],
    ['with the default port written out', 'https://app.example:443/callback'],
    ['with a path that leads back', 'https://app.example/x/../callback'],
    ['with user information', 'https://app.example@evil.example/callback'],
    ['with a blank behind', `${redirectUri} `],
  ])('E03 refuses a redirect URI %s and does not send the browser there', async (_, uri) => {
    const answer = await ask(product, { redirect_uri: uri })
    expect(problemIn(answer)).toBe(mismatch)
    expect(JSON.stringify(answer.body)).not.toContain('redirect_to')
    expect(await suspicionsOf(service, answer)).toEqual(['redirect_uri_mismatch'])
  })

  it('E04 refuses a redirect URI of another client', async () => {
    const other = await addProduct(service, { redirectUris: ['https://other.example/callback'] })
    expect(problemIn(await ask(other, { redirect_uri: redirectUri }))).toBe(mismatch)
  })

  it('E05 lets a public client choose the port of a loopback address, and of no name', async () => {
    const redirectUris = [
      'http://127.0.0.1:9009/callback',
      'http://[::1]/callback',
      'http://localhost:9009/cb',
    ]
    const installed = await addProduct(service, { secret: null, redirectUris })
    const from = (uri: string): Promise<Answer> =>
      ask(installed, { redirect_uri: uri, code_challenge: challenge, code_challenge_method: 'S256' })
    expect((await from('http://127.0.0.1:51004/callback')).status).toBe(200)
    expect((await from('http://[::1]:51004/callback')).status).toBe(200)
    expect(problemIn(await from('http://localhost:51004/cb'))).toBe(mismatch)
    expect(problemIn(await from('http://127.0.0.1:51004/other'))).toBe(mismatch)
    expect(problemIn(await from('http://127.0.0.1.evil.example:9009/callback'))).toBe(mismatch)
  })

  it('E05 lets no confidential client choose the port', async () => {
    const server = await addProduct(service, { redirectUris: ['http://127.0.0.1:9009/callback'] })
    expect(problemIn(await ask(server, { redirect_uri: 'http://127.0.0.1:9010/callback' }))).toBe(mismatch)
  })

  it.each(['token', 'id_token', 'code token', 'CODE'])('E06 refuses response_type=%s', async (type) => {
    const answer = await ask(product, { response_type: type })
    expect(problemIn(answer)).toBe('400 unsupported_response_type response_type_unsupported')
  })

  it.each([
    ['empty', ''],
    ['an empty list', []],
    ['blank', ' '],
    ['with two blanks', 'openid  profile'],
    ['named twice', 'openid openid'],
    ['named twice in a list', ['openid', 'openid']],
    ['with a capital', 'OpenID'],
    ['with a quote', 'openid "profile"'],
    ['with a tab', 'openid\tprofile'],
    ['too long', `openid ${'a'.repeat(65)}`],
    ['too many', Array.from({ length: 33 }, (_, index) => `scope${index}`)],
  ])('E07 refuses a scope that is %s', async (_, scope) => {
    expect(problemIn(await ask(product, { scope }))).toBe('400 invalid_scope scope_invalid')
  })

  it('E08 names exactly the scopes that the client may not ask for', async () => {
    const answer = await ask(product, { scope: 'openid admin profile phone' })
    expect(problemIn(answer)).toBe('400 invalid_scope scope_not_allowed')
    expect(answer.body['details']).toEqual({ not_allowed: ['admin', 'phone'] })
    expect(await suspicionsOf(service, answer)).toEqual(['scope_violation'])
  })

  it('E09 demands a code challenge of a public client', async () => {
    const installed = await addProduct(service, { secret: null })
    expect(problemIn(await ask(installed))).toBe('400 invalid_request pkce_required')
  })

  it.each(['plain', 's256', 'S512', ''])('E10 refuses the challenge method "%s"', async (method) => {
    const answer = await ask(product, { code_challenge: challenge, code_challenge_method: method })
    expect(problemIn(answer)).toBe('400 invalid_request pkce_method_unsupported')
  })

  it('E10 refuses a challenge without a method, which would mean plain', async () => {
    const answer = await ask(product, { code_challenge: challenge })
    expect(problemIn(answer)).toBe('400 invalid_request pkce_method_unsupported')
  })

  it('E15 asks for a proof when neither token nor cookie came', async () => {
    const answer = await service.call('/auth/authorize', { json: requestFor(product) })
    expect(problemIn(answer)).toBe('401 login_required verification_token_missing')
  })

  it('answers state byte for byte, with the code and the issuer, at the redirect URI', async () => {
    const own = await addProduct(service, {
      isFirstParty: true,
      redirectUris: ['https://app.example/cb?keep=1'],
    })
    const state = `${'s'.repeat(1000)}äöü &=#?+%20"<'`
    const answer = await ask(own, { redirect_uri: 'https://app.example/cb?keep=1', state })
    const to = new URL(String(answer.body['redirect_to']))
    expect(answer.body['state']).toBe(state)
    expect(to.href.startsWith('https://app.example/cb?keep=1&code=lgac_')).toBe(true)
    expect([...to.searchParams.keys()]).toEqual(['keep', 'code', 'state', 'iss'])
    expect(to.searchParams.get('state')).toBe(state)
    expect(to.searchParams.get('iss')).toBe('http://localhost:3100')
  })

  it('checks in the normative order', async () => {
    const everythingWrong = {
      client_id: 'nobody-knows-me',
      redirect_uri: 'https://evil.example/',
      response_type: 'token',
      scope: 'OpenID',
      code_challenge_method: 'plain',
      verification_token: 'v1.x.y.z',
    }
    const cures = [
      ['client_unknown', {}],
      ['redirect_uri_mismatch', { client_id: product.client.clientId }],
      ['response_type_unsupported', { redirect_uri: redirectUri }],
      ['scope_invalid', { response_type: 'code' }],
      ['scope_not_allowed', { scope: 'openid admin' }],
      ['pkce_method_unsupported', { scope: 'openid' }],
      ['verification_token_invalid', { code_challenge_method: undefined }],
    ] as const
    let request: Readonly<Record<string, unknown>> = everythingWrong
    for (const [code, cure] of cures) {
      request = { ...request, ...cure }
      expect((await service.call('/auth/authorize', { json: request })).body['code']).toBe(code)
    }
  })
})
