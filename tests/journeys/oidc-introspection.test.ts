import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type OidcProduct, addOidcProduct, callAs, claimsIn, refresh, tokensFor } from '../support/oidc.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  actionsOf,
  addPerson,
  issuer,
  openJourney,
  problemIn,
  suspicionsOf,
  testCaller,
} from '../support/signing-in.ts'

const api = 'https://api.example'
const dead = { active: false }

describe.each(databases)('tokens, asked about and taken back, on $name', ({ create }) => {
  let service: Service
  let opaque: OidcProduct
  let signed: OidcProduct
  let resourceServer: OidcProduct
  let stranger: OidcProduct
  let person: RegisteredPerson
  beforeAll(async () => {
    service = await openJourney(create)
    opaque = await addOidcProduct(service, { resources: [api] })
    signed = await addOidcProduct(service, { accessTokenFormat: 'jwt', resources: [api] })
    resourceServer = await addOidcProduct(service, { resources: [api] })
    stranger = await addOidcProduct(service)
    person = await addPerson(service)
  })
  afterAll(() => service.close())

  const introspect = async (of: OidcProduct, token: unknown): Promise<Answer['body']> => {
    const answer = await callAs(service, of, '/introspect', { form: { token: String(token) } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    return answer.body
  }
  const revoke = (of: OidcProduct, token: unknown): Promise<Answer> =>
    callAs(service, of, '/revoke', { form: { token: String(token) } })
  const forApi = { openid: { resources: [api] } }
  const both = () => [opaque, signed] as const

  it('are told of with all that a resource needs to know', async () => {
    for (const product of both()) {
      const { body } = await tokensFor(service, product, person, forApi)
      const iat = Math.floor(service.clock.now() / 1000)
      const said = {
        active: true,
        iss: issuer,
        client_id: product.client.clientId,
        sub: person.person.xid,
        scope: 'openid profile',
        aud: [api],
        jti: expect.stringMatching(/^[0-9a-v]{20}$/),
        iat,
        exp: iat + 900,
        sid: claimsIn(body['id_token'])['sid'],
        token_type: 'Bearer',
      }
      expect(await introspect(product, body['access_token'])).toEqual(said)
      expect(await introspect(resourceServer, body['access_token'])).toEqual(said)
    }
  })

  it('R36 are nothing to whom they do not concern', async () => {
    for (const product of both()) {
      const { body } = await tokensFor(service, product, person, forApi)
      expect(await introspect(stranger, body['access_token'])).toEqual(dead)
      expect(await introspect(resourceServer, body['refresh_token'])).toEqual(dead)
      expect(await introspect(stranger, body['id_token'])).toEqual(dead)
      expect(await introspect(product, body['id_token'])).toEqual(dead)
      expect(await introspect(product, body['refresh_token'])).toMatchObject({ active: true })
      expect(await introspect(product, body['refresh_token'])).not.toHaveProperty('token_type')
    }
    expect(await introspect(stranger, 'made-up')).toEqual(dead)
  })

  it('R36 are told to clients that prove themselves, and to no others', async () => {
    const installed = await addOidcProduct(service, {}, { secret: null })
    const { body } = await tokensFor(service, installed, person)
    const asked = await callAs(service, installed, '/introspect', {
      form: { token: String(body['access_token']) },
    })
    expect(problemIn(asked)).toBe('401 invalid_client client_authentication_missing')
    const bare = await service.call('/introspect', { form: { token: 'x' } })
    expect(problemIn(bare)).toBe('401 invalid_client client_authentication_missing')
  })

  it('R36 are dead when they are over', async () => {
    for (const product of both()) {
      const { body } = await tokensFor(service, product, person, forApi)
      service.clock.pass(900)
      expect(await introspect(product, body['access_token'])).toEqual(dead)
      service.clock.pass(2 * 3600)
      expect(await introspect(product, body['refresh_token'])).toEqual(dead)
    }
  })

  it('R36 are dead while the person or the client may not enter', async () => {
    for (const product of both()) {
      const { body } = await tokensFor(service, product, person, forApi)
      const token = body['access_token']
      const { xid } = person.person
      const suspend = (status: 'active' | 'suspended') =>
        service.db.updateTable('persons').set({ status }).where('xid', '=', xid).execute()
      await suspend('suspended')
      expect(await introspect(resourceServer, token)).toEqual(dead)
      await suspend('active')
      const gate = (requires_grant: 0 | 1) =>
        service.db
          .updateTable('clients')
          .set({ requires_grant })
          .where('xid', '=', product.client.xid)
          .execute()
      await gate(1)
      expect(await introspect(resourceServer, token)).toEqual(dead)
      await gate(0)
      expect(await introspect(resourceServer, token)).toMatchObject({ active: true })
      await service.core.switchClient({ clientId: product.client.clientId, isActive: false }, testCaller)
      expect(await introspect(resourceServer, token)).toEqual(dead)
      await service.core.switchClient({ clientId: product.client.clientId, isActive: true }, testCaller)
    }
  })

  it('R35 are dead when they are taken back, one by one', async () => {
    for (const product of both()) {
      const { body } = await tokensFor(service, product, person, forApi)
      const answer = await revoke(product, body['access_token'])
      expect([answer.status, answer.body]).toEqual([200, {}])
      expect(await actionsOf(service, answer)).toEqual(['access_token.revoked'])
      expect(await introspect(product, body['access_token'])).toEqual(dead)
      expect(await introspect(resourceServer, body['access_token'])).toEqual(dead)
      const again = await revoke(product, body['access_token'])
      expect([again.status, await actionsOf(service, again)]).toEqual([200, []])
      expect((await refresh(service, product, body['refresh_token'])).status).toBe(200)
    }
  })

  it('R35 are all dead when the refresh token is taken back', async () => {
    for (const product of both()) {
      const { body } = await tokensFor(service, product, person, forApi)
      const answer = await revoke(product, body['refresh_token'])
      expect(await actionsOf(service, answer)).toEqual(['session.revoked'])
      expect(await introspect(product, body['access_token'])).toEqual(dead)
      expect(problemIn(await refresh(service, product, body['refresh_token']))).toBe(
        '400 invalid_grant refresh_token_invalid',
      )
    }
  })

  it('R35 cannot be taken back by others, nor can what is no token', async () => {
    for (const product of both()) {
      const { body } = await tokensFor(service, product, person, forApi)
      for (const token of [body['access_token'], body['refresh_token']]) {
        const answer = await revoke(stranger, token)
        expect([answer.status, await actionsOf(service, answer)]).toEqual([200, []])
        expect(await suspicionsOf(service, answer)).toEqual(['token_client_mismatch'])
        expect(await introspect(product, token)).toMatchObject({ active: true })
      }
    }
    expect((await revoke(stranger, 'made-up')).status).toBe(200)
    expect((await revoke(stranger, 'a.b.c')).status).toBe(200)
  })

  it('of a client that acts for itself name no person', async () => {
    const acting = await addOidcProduct(service, { grantTypes: ['client_credentials'] })
    const form = { grant_type: 'client_credentials', scope: 'notes:read' }
    const { body } = await callAs(service, acting, '/token', { form })
    const said = await introspect(acting, body['access_token'])
    expect(said).toMatchObject({ active: true, sub: acting.client.clientId, scope: 'notes:read' })
    expect(said).not.toHaveProperty('sid')
  })
})
