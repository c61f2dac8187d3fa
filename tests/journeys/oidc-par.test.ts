import { hash } from 'node:crypto'
import { defaultOAuthSettings } from '@lgc/client'
import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClientKey, dpopProof, newClientKey } from '../support/client-keys.ts'
import { databases } from '../support/databases.ts'
import { type Form, type OidcProduct, addOidcProduct, callAs, codeVerifier } from '../support/oidc.ts'
import { challenge, parametersIn, signInAt } from '../support/openid.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  addPerson,
  changeProduct,
  issuer,
  openJourney,
  problemIn,
  redirectUri,
  textOf,
} from '../support/signing-in.ts'
import { type Visitor, errorCodeIn, formIn, newVisitor } from '../support/visitor.ts'

describe.each(databases)('pushed authorization requests on $name', ({ create }) => {
  let service: Service
  let product: OidcProduct
  let person: RegisteredPerson
  let visitor: Visitor
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addOidcProduct(service)
    await changeProduct(service, product, {
      oauth: { ...defaultOAuthSettings(true), requiresPushedAuthorizationRequests: true, requiresPkce: true },
    })
    person = await addPerson(service)
    visitor = newVisitor(service)
    await signInAt(visitor, await visitor.visit(await pushed()), person)
  })
  afterAll(() => service.close())

  const usual = {
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }
  const push = (more: Form = {}, as: OidcProduct = product): Promise<Answer> =>
    callAs(service, as, '/par', { form: { ...usual, ...more } })
  const addressFor = (answer: Answer, clientId = product.client.clientId, more: Form = {}): string => {
    const query = { client_id: clientId, request_uri: textOf(answer, 'request_uri'), ...more }
    return `/authorize?${new URLSearchParams(query).toString()}`
  }
  const pushed = async (more: Form = {}): Promise<string> => addressFor(await push(more))

  it('are kept for a minute under a reference that tells nothing', async () => {
    const answer = await push({ state: 'secret-state' })
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:lgpr_[A-Za-z0-9_-]{43}$/),
        expires_in: 60,
      },
    ])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(parametersIn(await visitor.visit(addressFor(answer)))).toEqual({
      code: expect.any(String),
      state: 'secret-state',
      iss: issuer,
    })
  })

  it('rule alone: what the address says besides is ignored', async () => {
    const address = addressFor(await push({ state: 'pushed' }), product.client.clientId, {
      state: 'of-the-address',
      scope: 'openid email',
      redirect_uri: 'https://evil.example/',
      response_mode: 'fragment',
    })
    expect(parametersIn(await visitor.visit(address))).toMatchObject({ state: 'pushed' })
  })

  it('are answered once, but survive a reload before', async () => {
    const address = await pushed()
    const stranger = newVisitor(service)
    expect(formIn((await stranger.visit(address)).html).action).toBe('/login')
    const page = await stranger.visit(address)
    expect(parametersIn(await signInAt(stranger, page, person))).toHaveProperty('code')
    expect(errorCodeIn(await visitor.visit(address))).toBe('request_uri_invalid')
  })

  it('bring one code when they are answered many times at once', async () => {
    const address = await pushed()
    const answers = await Promise.all(Array.from({ length: 8 }, () => visitor.visit(address)))
    const codes = answers.filter(({ location }) => location?.includes('code=lgac_'))
    expect(codes.length).toBe(1)
  })

  it('are for the client that pushed them, for a minute', async () => {
    const other = await addOidcProduct(service)
    const answer = await push()
    const stolen = await visitor.visit(addressFor(answer, other.client.clientId))
    expect([stolen.status, stolen.location, errorCodeIn(stolen)]).toEqual([400, null, 'request_uri_invalid'])
    service.clock.pass(60)
    expect(errorCodeIn(await visitor.visit(addressFor(answer)))).toBe('request_uri_invalid')
  })

  it('bind the code to the key that was proved, and to no other than was named', async () => {
    const [key, other] = [await newClientKey(), await newClientKey('EdDSA')]
    const withProof = async (path: string, by: ClientKey, form: Form): Promise<Answer> => {
      const DPoP = await dpopProof(by, `${issuer}${path}`, { now: service.clock.now() })
      return callAs(service, product, path, { form, headers: { DPoP } })
    }
    const asked = { ...usual, code_challenge: hash('sha256', codeVerifier, 'base64url') }
    const codeAfter = async (pushed: Answer): Promise<string> =>
      String(parametersIn(await visitor.visit(addressFor(pushed)))['code'])
    const redeemed = async (code: string, by: ClientKey): Promise<Answer> => {
      const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
      return withProof('/token', by, { ...grant, code_verifier: codeVerifier })
    }
    const stolen = await codeAfter(await withProof('/par', key, asked))
    expect(problemIn(await redeemed(stolen, other))).toBe('400 invalid_grant dpop_key_mismatch')
    const both = await withProof('/par', key, { ...asked, dpop_jkt: key.thumbprint })
    expect((await redeemed(await codeAfter(both), key)).body['token_type']).toBe('DPoP')
    const mixed = await withProof('/par', key, { ...asked, dpop_jkt: other.thumbprint })
    expect(problemIn(mixed)).toBe('400 invalid_request dpop_thumbprint_mismatch')
    const elsewhere = await dpopProof(key, `${issuer}/token`, { now: service.clock.now() })
    const refused = await callAs(service, product, '/par', { form: asked, headers: { DPoP: elsewhere } })
    expect(problemIn(refused)).toBe('400 invalid_dpop_proof dpop_proof_invalid')
  })

  it('are wanted of a client that must push', async () => {
    const query = new URLSearchParams({ ...usual, client_id: product.client.clientId }).toString()
    expect(parametersIn(await visitor.visit(`/authorize?${query}`))).toMatchObject({
      error: 'invalid_request',
    })
  })

  it('are taken of nobody who does not prove to be the client', async () => {
    const client_id = product.client.clientId
    const unproved = await service.call('/par', { form: { ...usual, client_id } })
    expect(unproved.status).toBe(401)
    const wrong = await service.call('/par', { form: { ...usual, client_id, client_secret: 'wrong' } })
    expect(wrong.status).toBe(401)
  })

  it.each<[string, Form]>([
    ['400 invalid_request redirect_uri_mismatch', { redirect_uri: `${redirectUri}/` }],
    ['400 unsupported_response_type response_type_unsupported', { response_type: 'token' }],
    ['400 invalid_scope scope_not_allowed', { scope: 'openid admin' }],
    ['400 invalid_request pkce_required', { code_challenge: '', code_challenge_method: '' }],
    ['400 invalid_request pkce_method_unsupported', { code_challenge_method: 'plain' }],
    ['400 request_not_supported request_not_supported', { request: 'e30.e30.' }],
    [
      '400 request_uri_not_supported request_uri_not_supported',
      { request_uri: 'urn:ietf:params:oauth:request_uri:x' },
    ],
    ['400 invalid_request prompt_invalid', { prompt: 'none login' }],
    ['400 invalid_target resource_not_allowed', { resource: 'https://other.example/' }],
    ['400 invalid_request state_too_long', { state: 'x'.repeat(4096) }],
  ])('are refused with %s', async (expected, more) => {
    expect(problemIn(await push(more))).toBe(expected)
    expect(
      await service.db
        .selectFrom('pushed_requests')
        .select('xid')
        .where('request', 'like', '%admin%')
        .execute(),
    ).toEqual([])
  })
})
