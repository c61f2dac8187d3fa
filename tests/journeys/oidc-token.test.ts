import type { RegisteredPerson } from '@lgc/person'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import {
  type OidcProduct,
  addOidcProduct,
  basic,
  callAs,
  claimsIn,
  codeVerifier,
  oidcCode,
  redeem,
  tokensFor,
} from '../support/oidc.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  actionsOf,
  addPerson,
  addProduct,
  codeFor,
  exchange,
  issuer,
  openJourney,
  problemIn,
  redirectUri,
  suspicionsOf,
  testCaller,
  textOf,
  verify,
} from '../support/signing-in.ts'

describe.each(databases)('tokens for a code, on $name', ({ create }) => {
  let service: Service
  let product: OidcProduct
  let installed: OidcProduct
  let person: RegisteredPerson
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addOidcProduct(service)
    installed = await addOidcProduct(service, {}, { secret: null })
    person = await addPerson(service)
  })
  afterAll(() => service.close())

  const newCode = (of: OidcProduct = product, asking = {}): Promise<string> =>
    oidcCode(service, of, person, asking)
  const keys = async () => createLocalJWKSet((await (await service.fetch('/jwks')).json()) as never)
  const tokenRows = () => service.db.selectFrom('access_tokens').select('xid').execute()

  it('come with the words of RFC 6749, and an ID token that others can verify', async () => {
    const answer = await tokensFor(service, product, person, { nonce: 'n'.repeat(64) })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('pragma')).toBe('no-cache')
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^lgat_[A-Za-z0-9_-]{43}$/),
      token_type: 'Bearer',
      expires_in: 900,
      scope: 'openid profile',
      refresh_token: expect.stringMatching(/^lgrt_[A-Za-z0-9_-]{43}$/),
      id_token: expect.any(String),
    })
    expect(await actionsOf(service, answer)).toEqual(['authorization_code.exchanged', 'session.created'])
    const audience = product.client.clientId
    const { payload } = await jwtVerify(textOf(answer, 'id_token'), await keys(), {
      issuer,
      audience,
      algorithms: ['ES256'],
      currentDate: new Date(service.clock.now()),
    })
    expect(payload).toMatchObject({ sub: person.person.xid, nonce: 'n'.repeat(64), amr: ['pwd'] })
    expect(payload).toMatchObject({ sid: expect.any(String), at_hash: expect.any(String) })
    expect(Number(payload.exp) - Number(payload.iat)).toBeLessThanOrEqual(3600)
  })

  it('come without an ID token where openid was not asked for', async () => {
    const answer = await tokensFor(service, product, person, { scope: 'profile' })
    expect(answer.body).not.toHaveProperty('id_token')
    expect(answer.body['scope']).toBe('profile')
  })

  it('come without a refresh token where the client never refreshes', async () => {
    const once = await addOidcProduct(service, { grantTypes: ['authorization_code'] })
    const answer = await tokensFor(service, once, person, { scope: 'openid offline_access' })
    expect(answer.body).not.toHaveProperty('refresh_token')
    expect(answer.body['scope']).toBe('openid')
  })

  it('may be JWTs after RFC 9068', async () => {
    const api = 'https://api.example'
    const signing = await addOidcProduct(service, {
      accessTokenFormat: 'jwt',
      accessTokenLifetime: 600,
      resources: [api],
      idTokenSignedResponseAlg: 'EdDSA',
    })
    const before = await tokenRows()
    const answer = await tokensFor(service, signing, person, { openid: { resources: [api] } })
    const { payload, protectedHeader } = await jwtVerify(textOf(answer, 'access_token'), await keys(), {
      issuer,
      audience: api,
      typ: 'at+jwt',
      currentDate: new Date(service.clock.now()),
    })
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' })
    expect(payload).toMatchObject({
      aud: api,
      sub: person.person.xid,
      client_id: signing.client.clientId,
      scope: 'openid profile',
      jti: expect.stringMatching(/^[0-9a-v]{20}$/),
      sid: claimsIn(answer.body['id_token'])['sid'],
      exp: Number(payload.iat) + 600,
    })
    expect(await tokenRows()).toEqual(before)
  })

  it('are for the resources that are asked for, out of those that were granted', async () => {
    const resources = ['https://one.example', 'https://two.example']
    const choosy = await addOidcProduct(service, { accessTokenFormat: 'jwt', resources })
    const asked = async (resource: string): Promise<Answer> =>
      redeem(service, choosy, await newCode(choosy, { openid: { resources } }), { resource })
    expect(claimsIn((await asked('https://two.example')).body['access_token'])['aud']).toBe(
      'https://two.example',
    )
    expect(problemIn(await asked('https://three.example'))).toBe('400 invalid_target resource_not_granted')
    const all = await tokensFor(service, choosy, person, { openid: { resources } })
    expect(claimsIn(all.body['access_token'])['aud']).toEqual(resources)
  })

  it('R23 are not for clients that are not registered for the grant', async () => {
    const service_ = await addOidcProduct(service, { grantTypes: ['client_credentials'] })
    const answer = await redeem(service, service_, await newCode(service_))
    expect(problemIn(answer)).toBe('400 unauthorized_client grant_type_not_allowed')
    for (const grant_type of ['password', 'implicit', 'urn:made:up']) {
      const refused = await callAs(service, product, '/token', { form: { grant_type } })
      expect(problemIn(refused)).toBe('400 unsupported_grant_type grant_type_unsupported')
    }
  })

  it('R16 die when the code comes again, with the session that it began', async () => {
    const code = await newCode()
    const first = await redeem(service, product, code)
    const { sid } = claimsIn(first.body['id_token'])
    const replay = await redeem(service, product, code)
    expect(problemIn(replay)).toBe('400 invalid_grant authorization_code_used')
    expect(await suspicionsOf(service, replay)).toEqual(['authorization_code_replayed'])
    expect(await actionsOf(service, replay)).toEqual(['session.revoked'])
    const session = service.db
      .selectFrom('sessions')
      .select('id')
      .where('xid', '=', sid as never)
    expect(await session.executeTakeFirst()).toBeUndefined()
    const orphans = service.db
      .selectFrom('access_tokens')
      .select('xid')
      .where('session_id', 'is not', null)
      .where('session_id', 'not in', service.db.selectFrom('sessions').select('id'))
    expect(await orphans.execute()).toEqual([])
  })

  it('R17 are not for a code that expired', async () => {
    const quick = await addOidcProduct(service, {}, { codeLifetimeInSeconds: 60 })
    const code = await newCode(quick)
    service.clock.pass(60)
    expect(problemIn(await redeem(service, quick, code))).toBe('400 invalid_grant authorization_code_expired')
  })

  it('R18 R19 are not for another client, redirect URI or verifier', async () => {
    const other = await addOidcProduct(service)
    const code = await newCode()
    expect(problemIn(await redeem(service, other, code))).toBe(
      '400 invalid_grant authorization_code_client_mismatch',
    )
    const wrong = [
      [{ redirect_uri: `${redirectUri}/` }, '400 invalid_grant redirect_uri_mismatch'],
      [{ code_verifier: 'w'.repeat(43) }, '400 invalid_grant pkce_verifier_mismatch'],
      [{ code_verifier: '' }, '400 invalid_grant pkce_verifier_missing'],
      [{ code_verifier: 'w'.repeat(42) }, '400 invalid_request validation_failed'],
      [{ code: '' }, '400 invalid_request validation_failed'],
    ] as const
    for (const [more, expected] of wrong) {
      expect(problemIn(await redeem(service, installed, await newCode(installed), more))).toBe(expected)
    }
    expect((await redeem(service, product, code)).status).toBe(200)
  })

  it('are not for a code of the native flow, nor a native session for one of these', async () => {
    const native = await addProduct(service)
    const asOidc = { ...native, method: 'client_secret_basic' } as const
    const nativeCode = await codeFor(service, native, await verify(service, person))
    expect(problemIn(await redeem(service, asOidc, nativeCode, { code_verifier: '' }))).toBe(
      '400 invalid_grant authorization_code_invalid',
    )
    const code = await newCode()
    const crossed = await exchange(service, product, code, { code_verifier: codeVerifier })
    expect(problemIn(crossed)).toBe('400 invalid_grant authorization_code_invalid')
  })

  it('R26 are not for somebody who was suspended, or who lost the grant', async () => {
    const gated = await addOidcProduct(service, {}, { requiresGrant: false })
    const code = await newCode(gated)
    const { xid } = person.person
    await service.db.updateTable('persons').set({ status: 'suspended' }).where('xid', '=', xid).execute()
    expect(problemIn(await redeem(service, gated, code))).toBe('400 invalid_grant person_suspended')
    await service.db.updateTable('persons').set({ status: 'active' }).where('xid', '=', xid).execute()
    await service.db
      .updateTable('clients')
      .set({ requires_grant: 1 })
      .where('xid', '=', gated.client.xid)
      .execute()
    expect(problemIn(await redeem(service, gated, code))).toBe('400 invalid_grant grant_required')
  })
})

describe.each(databases)('clients at the token endpoint, on $name', ({ create }) => {
  let service: Service
  let product: OidcProduct
  let posting: OidcProduct
  let installed: OidcProduct
  let person: RegisteredPerson
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addOidcProduct(service, {}, { secret: 'a:secret % with + é and more of it' })
    posting = await addOidcProduct(service, { tokenEndpointAuthMethod: 'client_secret_post' })
    installed = await addOidcProduct(service, {}, { secret: null })
    person = await addPerson(service)
  })
  afterAll(() => service.close())

  const call = (form: Record<string, string>, headers = {}): Promise<Answer> =>
    service.call('/token', { form: { grant_type: 'refresh_token', refresh_token: 'x', ...form }, headers })
  const passes = '400 invalid_grant refresh_token_invalid'

  it('R22 prove themselves with a secret of any letters', async () => {
    expect((await tokensFor(service, product, person)).status).toBe(200)
    expect((await tokensFor(service, posting, person)).status).toBe(200)
    expect((await tokensFor(service, installed, person)).status).toBe(200)
  })

  it('R42 prove themselves in the way that they registered, and in no other', async () => {
    const id = (of: OidcProduct) => ({ client_id: of.client.clientId })
    const secret = (of: OidcProduct) => ({ ...id(of), client_secret: of.secret ?? '' })
    const header = (of: OidcProduct) => ({
      Authorization: basic(of.client.clientId, of.secret ?? 'made-up'),
    })
    const mismatch = '401 invalid_client client_auth_method_mismatch'
    const rows = [
      [{}, header(product), passes],
      [secret(product), {}, mismatch],
      [id(product), {}, mismatch],
      [secret(posting), {}, passes],
      [{}, header(posting), mismatch],
      [id(posting), {}, mismatch],
      [id(installed), {}, passes],
      [{}, header(installed), mismatch],
      [{ ...id(installed), client_secret: 'made-up' }, {}, mismatch],
      [secret(product), header(product), '400 invalid_request client_authentication_ambiguous'],
      [id(posting), header(product), '400 invalid_request client_authentication_ambiguous'],
      [{}, {}, '401 invalid_client client_authentication_missing'],
      [{ client_id: 'nobody' }, {}, '401 invalid_client client_unknown'],
      [{ client_secret: 'made-up' }, {}, '401 invalid_client client_authentication_failed'],
    ] as const
    for (const [form, headers, expected] of rows) {
      expect([form, problemIn(await call(form, headers))]).toEqual([form, expected])
    }
  })

  it('R21 are told that Basic failed, where they tried it', async () => {
    const Authorization = basic(product.client.clientId, 'wrong')
    const answer = await call({}, { Authorization })
    expect(problemIn(answer)).toBe('401 invalid_client client_authentication_failed')
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="LGC"')
    expect(await suspicionsOf(service, answer)).toEqual(['client_auth_failed'])
    const broken = await call({}, { Authorization: 'Basic !!!' })
    expect(problemIn(broken)).toBe('401 invalid_client client_authentication_failed')
  })

  it('R27 are nobody once they are deactivated', async () => {
    const gone = await addOidcProduct(service)
    await service.core.switchClient({ clientId: gone.client.clientId, isActive: false }, testCaller)
    const answer = await callAs(service, gone, '/token', { form: { grant_type: 'client_credentials' } })
    expect(problemIn(answer)).toBe('401 invalid_client client_inactive')
  })

  it('R5 R20 R24 send a form, each parameter once, and nothing in the query', async () => {
    const client_id = installed.client.clientId
    const known = `grant_type=refresh_token&refresh_token=x&client_id=${client_id}`
    const rows = [
      [`${known}&made_up=1`, passes],
      [`${known}&scope=`, passes],
      [`${known}&refresh_token=x`, '400 invalid_request validation_failed'],
      [`${known}&made_up=1&made_up=2`, '400 invalid_request validation_failed'],
      [`${known}&scope=${'s'.repeat(50_000)}`, '400 invalid_request validation_failed'],
      [`${known}&refresh_token=%ff`, '400 invalid_request validation_failed'],
    ] as const
    for (const [form, expected] of rows) {
      expect([form.slice(0, 90), problemIn(await service.call('/token', { form }))]).toEqual([
        form.slice(0, 90),
        expected,
      ])
    }
    const json = await service.call('/token', { json: { grant_type: 'refresh_token', client_id } })
    expect(json.status).toBe(415)
    const query = await service.call(`/token?client_id=${client_id}`, { form: known })
    expect(problemIn(query)).toBe('400 invalid_request validation_failed')
    const get = await service.call('/token')
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
  })

  it('act for themselves with a token of their own, for scopes that say nothing of a person', async () => {
    const acting = await addOidcProduct(service, {
      grantTypes: ['client_credentials'],
      accessTokenFormat: 'jwt',
      resources: ['https://api.example'],
    })
    const ask = (more: Record<string, string>): Promise<Answer> =>
      callAs(service, acting, '/token', { form: { grant_type: 'client_credentials', ...more } })
    const all = await ask({})
    expect(all.body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
      scope: 'notes:read notes:write',
    })
    expect(await actionsOf(service, all)).toEqual(['access_token.issued'])
    const { clientId } = acting.client
    expect(claimsIn(all.body['access_token'])).toMatchObject({ sub: clientId, aud: issuer })
    const some = await ask({ scope: 'notes:read', resource: 'https://api.example' })
    const { sid, ...said } = claimsIn(some.body['access_token'])
    expect([sid, said['scope'], said['aud']]).toEqual([undefined, 'notes:read', 'https://api.example'])
    for (const scope of ['openid', 'offline_access', 'notes:read profile', 'notes:delete']) {
      expect(problemIn(await ask({ scope }))).toBe('400 invalid_scope scope_not_granted')
    }
    expect(problemIn(await ask({ resource: 'https://other.example' }))).toBe(
      '400 invalid_target resource_not_granted',
    )
  })
})
