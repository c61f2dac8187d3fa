import { defaultOAuthSettings } from '@lgc/client'
import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Asked, approve, authorizePath, challenge, parametersIn, signInAt } from '../support/openid.ts'
import type { Service } from '../support/service.ts'
import {
  type Product,
  addPerson,
  addProduct,
  changeProduct,
  exchange,
  issuer,
  openJourney,
  problemIn,
  redirectUri,
  suspicionsOf,
} from '../support/signing-in.ts'
import { type Visitor, errorCodeIn, formIn, newVisitor } from '../support/visitor.ts'

describe.each(databases)('the authorization endpoint on $name', ({ create }) => {
  let service: Service
  let product: Product
  let person: RegisteredPerson
  let visitor: Visitor
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addProduct(service)
    await changeProduct(service, product, {
      oauth: { ...defaultOAuthSettings(true), resources: ['https://api.example/', 'urn:api:2'] },
    })
    person = await addPerson(service)
    visitor = newVisitor(service)
    await approve(visitor, await signInAt(visitor, await visitor.visit(path()), person))
  })
  afterAll(() => service.close())

  const path = (more: Asked = {}): string => authorizePath(product, more)
  const visit = async (more: Asked = {}, who: Visitor = visitor): Promise<Record<string, string>> =>
    parametersIn(await who.visit(path(more)))

  it('answers a known person at once, with code, state and issuer', async () => {
    const state = 'ß"><script>&=+%20 漢字'
    const answer = await visit({ state })
    expect(answer).toEqual({ code: expect.stringMatching(/^lgac_/), state, iss: issuer })
  })

  it('repeats a state of 2 KB byte for byte and refuses one of 4 KB on a page', async () => {
    const state = 'x'.repeat(2048)
    expect((await visit({ state }))['state']).toBe(state)
    const page = await visitor.visit(path({ state: 'x'.repeat(4096) }))
    expect([page.status, page.location, errorCodeIn(page)]).toEqual([400, null, 'state_too_long'])
  })

  it.each([
    ['no client_id', { client_id: null }, 'client_unknown'],
    ['an unknown client', { client_id: 'nobody' }, 'client_unknown'],
    ['two client_ids', { client_id: ['product-1', 'nobody'] }, 'client_unknown'],
    ['no redirect_uri, though one is registered', { redirect_uri: null }, 'redirect_uri_mismatch'],
    ['another redirect_uri', { redirect_uri: `${redirectUri}/` }, 'redirect_uri_mismatch'],
    ['two redirect_uris', { redirect_uri: [redirectUri, 'https://evil.example/'] }, 'redirect_uri_mismatch'],
    [
      'a request_uri that was never given out',
      { request_uri: 'urn:ietf:params:oauth:request_uri:x' },
      'request_uri_invalid',
    ],
  ] as const)('tells the person alone of %s', async (_, asked, code) => {
    const page = await visitor.visit(path(asked))
    expect([page.status, page.location, errorCodeIn(page)]).toEqual([400, null, code])
  })

  it.each<[string, Asked, string]>([
    ['no response_type', { response_type: null }, 'invalid_request'],
    ['token', { response_type: 'token' }, 'unsupported_response_type'],
    ['id_token token', { response_type: 'id_token token' }, 'unsupported_response_type'],
    ['another response_mode', { response_mode: 'web_message' }, 'invalid_request'],
    ['a nonce twice', { nonce: ['a', 'b'] }, 'invalid_request'],
    ['an unknown parameter twice', { foo: ['a', 'b'] }, 'invalid_request'],
    ['a request object', { request: 'e30.e30.' }, 'request_not_supported'],
    ['a request_uri elsewhere', { request_uri: 'https://app.example/r' }, 'request_uri_not_supported'],
    ['registration', { registration: '{}' }, 'registration_not_supported'],
    ['no scope', { scope: null }, 'invalid_scope'],
    ['a scope that is not allowed', { scope: 'openid admin' }, 'invalid_scope'],
    ['a scope without end', { scope: 'a '.repeat(1500) }, 'invalid_scope'],
    ['prompt none and another', { prompt: 'none login' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'create' }, 'invalid_request'],
    ['a max_age that is none', { max_age: '-1' }, 'invalid_request'],
    ['a plain challenge', { code_challenge: challenge, code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge without a method', { code_challenge: challenge }, 'invalid_request'],
    [
      'a challenge too short',
      { code_challenge: 'c'.repeat(42), code_challenge_method: 'S256' },
      'invalid_request',
    ],
    ['claims that are no JSON', { claims: '{' }, 'invalid_request'],
    ['claims that are a list', { claims: '[]' }, 'invalid_request'],
    [
      'an essential acr that is out of reach',
      { claims: '{"id_token":{"acr":{"essential":true,"value":"urn:mfa"}}}' },
      'unmet_authentication_requirements',
    ],
    ['a resource that is not the client’s', { resource: 'https://other.example/' }, 'invalid_target'],
    ['a thumbprint that is none', { dpop_jkt: 'short' }, 'invalid_request'],
    ['a hint that is no token', { id_token_hint: 'x.y.z' }, 'invalid_request'],
    ['an unsigned hint', { id_token_hint: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.' }, 'invalid_request'],
  ])('tells the client of %s', async (_, asked, error) => {
    expect(await visit({ state: 's', ...asked })).toEqual({ error, state: 's', iss: issuer })
  })

  it('leaves out a state that came twice', async () => {
    expect(await visit({ state: ['a', 'b'] })).toEqual({ error: 'invalid_request', iss: issuer })
  })

  it('puts what it refused on the record', async () => {
    const refused = await visitor.get(path({ response_mode: 'web_message' }))
    expect(await suspicionsOf(service, refused)).toEqual(['authorization_refused'])
  })

  it('answers in a fragment, and errors too', async () => {
    const { location } = await visitor.visit(path({ response_mode: 'fragment', state: 's' }))
    expect(location).toMatch(/^https:\/\/app\.example\/callback#code=lgac_[^&]+&state=s&iss=/)
    const refused = await visitor.visit(path({ response_mode: 'fragment', prompt: 'create' }))
    expect(refused.location).toMatch(/^https:\/\/app\.example\/callback#error=invalid_request&iss=/)
  })

  it('answers by form, with hostile text escaped and the policy naming the client alone', async () => {
    const state = '"><script>alert(1)</script>'
    const page = await visitor.visit(path({ response_mode: 'form_post', state }))
    expect(page.status).toBe(200)
    expect(page.html).not.toContain('<script>alert')
    const { action, fields } = formIn(page.html)
    expect(action).toBe(redirectUri)
    expect(fields).toEqual({ code: expect.stringMatching(/^lgac_/), state, iss: issuer })
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/form-action 'self' https:\/\/app\.example(;|$)/)
    expect(policy).toMatch(/script-src 'self' 'nonce-/)
    const refused = await visitor.visit(path({ response_mode: 'form_post', prompt: 'create', state }))
    expect(formIn(refused.html).fields).toEqual({ error: 'invalid_request', state, iss: issuer })
  })

  it('takes the same by POST, from a site that sends no cookies along', async () => {
    const stranger = newVisitor(service)
    const fields = Object.fromEntries(new URL(path({ state: 'posted' }), issuer).searchParams)
    const posted = await stranger.post('/authorize', fields, { Origin: 'https://app.example' })
    expect(posted.status).toBe(303)
    expect(posted.location).toMatch(/^\/authorize\?client_id=product-\d+&request_uri=urn%3A/)
    const first = parametersIn(await visitor.visit(String(posted.location)))
    expect(first).toMatchObject({ state: 'posted', code: expect.any(String) })
    const again = await visitor.visit(String(posted.location))
    expect(errorCodeIn(again)).toBe('request_uri_invalid')
    const wrong = await stranger.post('/authorize', { ...fields, prompt: 'create' })
    expect(parametersIn(wrong)).toMatchObject({ error: 'invalid_request', state: 'posted' })
  })

  it('keeps a kept request for its client, for a minute, and lets a reload through', async () => {
    const fields = Object.fromEntries(new URL(path(), issuer).searchParams)
    const keep = async (): Promise<string> =>
      String((await newVisitor(service).post('/authorize', fields)).location)
    const other = await addProduct(service)
    const stolen = (await keep()).replace(product.client.clientId, other.client.clientId)
    expect(errorCodeIn(await visitor.visit(stolen))).toBe('request_uri_invalid')
    const reloaded = await keep()
    const stranger = newVisitor(service)
    expect(formIn((await stranger.visit(reloaded)).html).action).toBe('/login')
    expect(formIn((await stranger.visit(reloaded)).html).action).toBe('/login')
    service.clock.pass(60)
    expect(errorCodeIn(await stranger.visit(reloaded))).toBe('request_uri_invalid')
  })

  it('says with prompt=none what is missing, without a page', async () => {
    expect(await visit({ prompt: 'none' })).toMatchObject({ code: expect.any(String) })
    expect(await visit({ prompt: 'none' }, newVisitor(service))).toMatchObject({ error: 'login_required' })
    const fresh = await addProduct(service)
    const page = await visitor.visit(authorizePath(fresh, { prompt: 'none', state: 's' }))
    expect(parametersIn(page)).toEqual({ error: 'consent_required', state: 's', iss: issuer })
  })

  it('asks for a fresh proof with prompt=login and max_age=0', async () => {
    for (const asked of [{ prompt: 'login' }, { max_age: '0' }]) {
      service.clock.pass(1)
      const page = await visitor.visit(path(asked))
      expect(formIn(page.html).action).toBe('/login')
      expect(parametersIn(await signInAt(visitor, page, person))).toMatchObject({ code: expect.any(String) })
    }
  })

  it('asks with prompt=select_account which account it is to be', async () => {
    service.clock.pass(1)
    const page = await visitor.visit(path({ prompt: 'select_account' }))
    expect(formIn(page.html).action).toBe('/choose-account')
    expect(page.html).toContain(person.identity.identifier)
    const chosen = await visitor.follow(await visitor.submit(page, { account: 'this' }))
    expect(parametersIn(chosen)).toMatchObject({ code: expect.any(String) })
    const again = await visitor.visit(path({ prompt: 'select_account' }))
    const other = await visitor.follow(await visitor.submit(again, { account: 'another' }))
    expect(formIn(other.html).action).toBe('/login')
  })

  it('lets nobody answer but the person that the hint names', async () => {
    const now = Math.floor(service.clock.now() / 1000)
    const hintOf = (sub: string, aud = product.client.clientId): Promise<string> =>
      service.core.signToken({
        alg: 'ES256',
        typ: 'JWT',
        claims: { iss: issuer, sub, aud, iat: now - 3000, exp: now - 2700 },
      })
    const own = await hintOf(person.person.xid)
    expect(await visit({ id_token_hint: own, prompt: 'none' })).toMatchObject({ code: expect.any(String) })
    const stranger = await addPerson(service)
    const foreign = await hintOf(stranger.person.xid)
    expect(await visit({ id_token_hint: foreign, prompt: 'none' })).toMatchObject({ error: 'login_required' })
    const page = await visitor.visit(path({ id_token_hint: foreign }))
    expect(formIn(page.html).action).toBe('/login')
    const forOthers = await hintOf(person.person.xid, 'somebody-else')
    expect(await visit({ id_token_hint: forOthers })).toMatchObject({ error: 'invalid_request' })
  })

  it('speaks the language that the client asks for, and fills in the hint', async () => {
    const stranger = newVisitor(service)
    const page = await stranger.visit(
      path({ ui_locales: 'fr ja en', login_hint: person.identity.identifier }),
    )
    expect(page.html).toContain('<html lang="ja"')
    expect(page.html).toContain(`value="${person.identity.identifier}"`)
  })

  it('ignores what it does not know', async () => {
    const unknown = { foo: 'bar', display: 'popup', acr_values: 'urn:mfa' }
    expect(await visit(unknown)).toMatchObject({ code: expect.any(String) })
  })

  it('takes resources, several of them, that are the client’s', async () => {
    const asked = { resource: ['https://api.example/', 'urn:api:2'] }
    expect(await visit(asked)).toMatchObject({ code: expect.any(String) })
  })

  it('gives a code that the native token endpoint does not take', async () => {
    const { code = '' } = await visit()
    expect(problemIn(await exchange(service, product, code))).toBe(
      '400 invalid_grant authorization_code_invalid',
    )
  })

  it('wants of a client what it is held to', async () => {
    const held = await addProduct(service)
    const settle = (oauth: object): Promise<void> =>
      changeProduct(service, held, { oauth: { ...defaultOAuthSettings(true), ...oauth } })
    const errorOf = async (): Promise<string | undefined> =>
      parametersIn(await visitor.visit(authorizePath(held, {})))['error']
    await settle({ requiresPkce: true })
    expect(await errorOf()).toBe('invalid_request')
    await settle({ requiresPushedAuthorizationRequests: true })
    expect(await errorOf()).toBe('invalid_request')
    await settle({ grantTypes: ['client_credentials'] })
    expect(await errorOf()).toBe('unauthorized_client')
  })
})
