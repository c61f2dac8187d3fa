import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type OidcProduct, addOidcProduct, callAs, claimsIn, tokensFor } from '../support/oidc.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  addPerson,
  changeProduct,
  issuer,
  openJourney,
  problemIn,
  suspicionsOf,
  textOf,
} from '../support/signing-in.ts'

const invalid = '401 invalid_token access_token_invalid'

describe.each(databases)('userinfo with an access token, on $name', ({ create }) => {
  let service: Service
  let opaque: OidcProduct
  let signed: OidcProduct
  let person: RegisteredPerson
  beforeAll(async () => {
    service = await openJourney(create)
    opaque = await addOidcProduct(service)
    signed = await addOidcProduct(service, { accessTokenFormat: 'jwt', resources: ['https://api.example'] })
    person = await addPerson(service)
  })
  afterAll(() => service.close())

  const both = () => [opaque, signed] as const
  const bearer = (token: unknown) => ({ Authorization: `Bearer ${String(token)}` })
  const ask = (token: unknown): Promise<Answer> => service.call('/userinfo', { headers: bearer(token) })
  const tokenFor = async (of: OidcProduct, asking = {}): Promise<string> =>
    textOf(await tokensFor(service, of, person, asking), 'access_token')

  it('tells the claims of the scopes, and no others', async () => {
    const { xid } = person.person
    const { identifier } = person.identity
    for (const product of both()) {
      const told = async (scope: string) => (await ask(await tokenFor(product, { scope }))).body
      expect(await told('openid')).toEqual({ sub: xid })
      expect(await told('openid profile')).toEqual({
        sub: xid,
        name: 'Ada',
        updated_at: expect.any(Number),
      })
      expect(await told('openid email')).toEqual({ sub: xid, email: identifier, email_verified: false })
    }
  })

  it('tells the claims that were named, as far as the person lets the client know them', async () => {
    for (const format of ['opaque', 'jwt'] as const) {
      const product = await addOidcProduct(service, { accessTokenFormat: format })
      const claims = {
        userinfo: { name: { essential: true }, email: null, made_up: null },
        idToken: { name: null },
      }
      const asking = { scope: 'openid', openid: { claims } }
      expect((await ask(await tokenFor(product, asking))).body).toEqual({ sub: person.person.xid })
      await tokenFor(product, { scope: 'openid profile' })
      const answer = await tokensFor(service, product, person, asking)
      expect((await ask(answer.body['access_token'])).body).toEqual({ sub: person.person.xid, name: 'Ada' })
      expect(claimsIn(answer.body['id_token'])['name']).toBe('Ada')
    }
  })

  it('R51 takes the token in the header or in the form, in one of them, and never in the query', async () => {
    const token = await tokenFor(opaque)
    const { sub } = (await ask(token)).body
    expect((await service.call('/userinfo', { method: 'POST', headers: bearer(token) })).body['sub']).toBe(
      sub,
    )
    const posted = await service.call('/userinfo', { form: { access_token: token } })
    expect(posted.body['sub']).toBe(sub)
    const twice = await service.call('/userinfo', { form: { access_token: token }, headers: bearer(token) })
    expect(problemIn(twice)).toBe('400 invalid_request access_token_ambiguous')
    const query = await service.call(`/userinfo?access_token=${token}`)
    expect(problemIn(query)).toBe('400 invalid_request access_token_ambiguous')
  })

  it('R51 says in the challenge what is wrong', async () => {
    const none = await service.call('/userinfo')
    expect([problemIn(none), none.headers.get('www-authenticate')]).toEqual([
      '401 unauthorized access_token_missing',
      'Bearer',
    ])
    const madeUp = await ask('made-up')
    expect([problemIn(madeUp), madeUp.headers.get('www-authenticate')]).toEqual([
      invalid,
      'Bearer error="invalid_token"',
    ])
    expect(await suspicionsOf(service, madeUp)).toEqual(['access_token_refused'])
    const narrow = await ask(await tokenFor(opaque, { scope: 'profile' }))
    expect([problemIn(narrow), narrow.headers.get('www-authenticate')]).toEqual([
      '403 insufficient_scope insufficient_scope',
      'Bearer error="insufficient_scope", scope="openid"',
    ])
  })

  it('R51 refuses what is over, of another kind or for another audience', async () => {
    for (const product of both()) {
      const answer = await tokensFor(service, product, person)
      for (const kind of ['id_token', 'refresh_token']) {
        expect(problemIn(await ask(answer.body[kind]))).toBe(invalid)
      }
      service.clock.pass(900)
      expect(problemIn(await ask(answer.body['access_token']))).toBe('401 invalid_token access_token_expired')
    }
    const elsewhere = await tokenFor(signed, { openid: { resources: ['https://api.example'] } })
    expect(problemIn(await ask(elsewhere))).toBe(invalid)
  })

  it('forgets what is taken from the client or by signing out', async () => {
    for (const product of both()) {
      const answer = await tokensFor(service, product, person)
      const token = answer.body['access_token']
      await changeProduct(service, product, { allowedScopes: ['openid'] })
      expect((await ask(token)).body).toEqual({ sub: person.person.xid })
      await changeProduct(service, product, { allowedScopes: product.client.allowedScopes })
      await service.db
        .deleteFrom('sessions')
        .where('xid', '=', claimsIn(answer.body['id_token'])['sid'] as never)
        .execute()
      expect(problemIn(await ask(token))).toBe(invalid)
    }
  })

  it('tells nothing to a client that acts for itself', async () => {
    const acting = await addOidcProduct(service, { grantTypes: ['client_credentials'] })
    const { body } = await callAs(service, acting, '/token', { form: { grant_type: 'client_credentials' } })
    expect(problemIn(await ask(body['access_token']))).toBe('403 insufficient_scope insufficient_scope')
  })

  it('may be asked by pages of any origin, which bring no cookies', async () => {
    const origin = 'https://spa.example'
    const token = await tokenFor(opaque)
    const asked = await service.fetch('/userinfo', { headers: { ...bearer(token), Origin: origin } })
    expect(asked.headers.get('access-control-allow-origin')).toBe('*')
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull()
    for (const path of ['/userinfo', '/token', '/revoke']) {
      const preflight = await service.fetch(path, {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization,dpop',
        },
      })
      expect([path, preflight.status]).toEqual([path, 204])
      expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
      expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('dpop')
    }
    const closed = await service.fetch('/introspect', {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    })
    expect(closed.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('is told the issuer as audience where nothing else was asked for', async () => {
    expect(claimsIn(await tokenFor(signed))['aud']).toBe(issuer)
  })
})
