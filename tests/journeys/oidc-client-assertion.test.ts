import { defaultOAuthSettings } from '@lgc/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClientKey, assertionOf, jwtBearer, newClientKey } from '../support/client-keys.ts'
import { databases } from '../support/databases.ts'
import { type OidcProduct, addOidcProduct } from '../support/oidc.ts'
import type { Answer, Service } from '../support/service.ts'
import { issuer, openJourney, problemIn, suspicionsOf } from '../support/signing-in.ts'

const passes = '400 invalid_grant refresh_token_invalid'
const invalid = '401 invalid_client client_assertion_invalid'

describe.each(databases)('clients that sign, on $name', ({ create }) => {
  let service: Service
  let key: ClientKey
  let product: OidcProduct
  let strict: OidcProduct
  beforeAll(async () => {
    service = await openJourney(create)
    key = await newClientKey('ES256', 'key-1')
    const settings = {
      tokenEndpointAuthMethod: 'private_key_jwt',
      jwks: { keys: [{ ...key.publicJwk }] },
    } as const
    product = await addOidcProduct(service, settings, { secret: null })
    strict = await addOidcProduct(
      service,
      {
        ...settings,
        profile: 'fapi2',
        requiresPkce: true,
        requiresPushedAuthorizationRequests: true,
        dpopBoundAccessTokens: true,
      },
      { secret: null },
    )
  })
  afterAll(() => service.close())

  const present = (assertion: string, more: Record<string, string> = {}): Promise<Answer> =>
    service.call('/token', {
      form: {
        grant_type: 'refresh_token',
        refresh_token: 'x',
        client_assertion_type: jwtBearer,
        client_assertion: assertion,
        ...more,
      },
    })
  const sign = (claims = {}, header = {}, by: ClientKey = key, of: OidcProduct = product): Promise<string> =>
    assertionOf(by, of.client.clientId, { now: service.clock.now(), claims, header })
  const inSeconds = (seconds: number): number => Math.floor(service.clock.now() / 1000) + seconds

  it('prove themselves with an assertion, with or without their name beside it', async () => {
    expect(problemIn(await present(await sign()))).toBe(passes)
    const client_id = product.client.clientId
    expect(problemIn(await present(await sign(), { client_id }))).toBe(passes)
    expect(problemIn(await present(await sign(), { client_id: strict.client.clientId }))).toBe(invalid)
    expect(problemIn(await present(await sign({ aud: `${issuer}/token` })))).toBe(passes)
    expect(problemIn(await present(await sign({ aud: [issuer] })))).toBe(passes)
    expect(problemIn(await present(await sign({ iat: undefined })))).toBe(passes)
  })

  it('R39 with an assertion that is good once', async () => {
    const assertion = await sign()
    expect(problemIn(await present(assertion))).toBe(passes)
    const again = await present(assertion)
    expect(problemIn(again)).toBe('401 invalid_client client_assertion_replayed')
    expect(await suspicionsOf(service, again)).toEqual(['client_assertion_refused'])
    const parallel = await sign()
    const answers = await Promise.all([1, 2, 3, 4].map(() => present(parallel)))
    expect(answers.map(problemIn).filter((said) => said === passes)).toHaveLength(1)
  })

  it('R39 R62 and with no other', async () => {
    const other = 'another-client'
    const rows: readonly (readonly [string, object])[] = [
      ['another issuer', { iss: strict.client.clientId }],
      ['another subject', { sub: other }],
      ['no subject', { sub: undefined }],
      ['another audience', { aud: 'https://other.example' }],
      ['an audience with extras', { aud: [issuer, 'https://other.example'] }],
      ['no audience', { aud: undefined }],
      ['an audience that is an object', { aud: { [issuer]: true } }],
      ['no end', { exp: undefined }],
      ['an end as text', { exp: String(inSeconds(60)) }],
      ['an end in fractions', { exp: inSeconds(60) + 0.5 }],
      ['an end behind', { exp: inSeconds(0) }],
      ['an end far ahead', { exp: inSeconds(361) }],
      ['a beginning ahead', { nbf: inSeconds(61) }],
      ['an issue ahead', { iat: inSeconds(61) }],
      ['an issue as text', { iat: String(inSeconds(0)) }],
      ['no id', { jti: undefined }],
      ['an empty id', { jti: '' }],
      ['an id that is a number', { jti: 7 }],
    ]
    for (const [what, claims] of rows) {
      expect([what, problemIn(await present(await sign(claims)))]).toEqual([what, invalid])
    }
    expect(problemIn(await present(await sign({ iat: inSeconds(10), nbf: inSeconds(10) })))).toBe(passes)
  })

  it('R60 with a key of theirs, whatever the header says', async () => {
    const thief = await newClientKey('ES256', 'key-1')
    expect(problemIn(await present(await sign({}, {}, thief)))).toBe(invalid)
    const headers = [
      { jwk: thief.publicJwk },
      { jku: 'https://attacker.example/jwks' },
      { x5u: 'https://attacker.example/cert' },
      { kid: "' OR 1" },
      { typ: 'at+jwt' },
      { typ: 'logout+jwt' },
      { typ: 'dpop+jwt' },
    ]
    for (const header of headers) {
      expect([header, problemIn(await present(await sign({}, header, thief)))]).toEqual([header, invalid])
    }
    const [head, body] = (await sign()).split('.')
    for (const alg of ['none', 'None', 'nOnE']) {
      const unsigned = Buffer.from(JSON.stringify({ alg })).toString('base64url')
      expect(problemIn(await present(`${unsigned}.${body}.`))).toBe(invalid)
    }
    expect(problemIn(await present(`${head}.${body}.`))).toBe(invalid)
    for (const nothing of ['a.b.c', 'x'.repeat(200), '..'])
      expect(problemIn(await present(nothing))).toBe(invalid)
  })

  it('R42 in the way that they registered, and in one way at a time', async () => {
    const { clientId } = product.client
    const secret = await service.call('/token', {
      form: { grant_type: 'client_credentials', client_id: clientId, client_secret: 'made-up' },
    })
    expect(problemIn(secret)).toBe('401 invalid_client client_auth_method_mismatch')
    const withSecret = await addOidcProduct(service)
    const foreign = await assertionOf(key, withSecret.client.clientId, { now: service.clock.now() })
    expect(problemIn(await present(foreign))).toBe('401 invalid_client client_auth_method_mismatch')
    const both = await present(await sign(), { client_id: clientId, client_secret: 'made-up' })
    expect(problemIn(both)).toBe('400 invalid_request client_authentication_ambiguous')
    const wrongType = await present(await sign(), { client_assertion_type: 'urn:made:up' })
    expect(problemIn(wrongType)).toBe('401 invalid_client client_authentication_failed')
  })

  it('R39 held to FAPI 2.0 with the issuer as the only audience, and no RS256', async () => {
    const signed = (claims = {}): Promise<string> => sign(claims, {}, key, strict)
    expect(problemIn(await present(await signed({ aud: `${issuer}/token` })))).toBe(invalid)
    expect(problemIn(await present(await signed({ aud: [issuer] })))).toBe(invalid)
    expect(problemIn(await present(await signed({ iat: inSeconds(11) })))).toBe(invalid)
    expect(problemIn(await present(await signed()))).toBe('400 invalid_dpop_proof dpop_proof_required')
    const old = await newClientKey('RS256', 'old')
    const lenient = await addOidcProduct(
      service,
      { tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [{ ...old.publicJwk }] } },
      { secret: null },
    )
    expect(problemIn(await present(await sign({}, {}, old, lenient)))).toBe(passes)
    await service.db
      .updateTable('clients')
      .set({
        oauth_settings: JSON.stringify({
          ...defaultOAuthSettings(false),
          tokenEndpointAuthMethod: 'private_key_jwt',
          jwks: { keys: [old.publicJwk] },
          profile: 'fapi2',
        }),
      })
      .where('xid', '=', lenient.client.xid)
      .execute()
    expect(problemIn(await present(await sign({}, {}, old, lenient)))).toBe(invalid)
  })

  it('are refused while their keys cannot be had', async () => {
    const away = await addOidcProduct(
      service,
      { tokenEndpointAuthMethod: 'private_key_jwt', jwksUri: 'https://127.0.0.1:9/jwks' },
      { secret: null },
    )
    const answer = await present(await sign({}, {}, key, away))
    expect(problemIn(answer)).toBe('401 invalid_client client_keys_unavailable')
  })

  it('R40 leave nothing behind when their assertions are over', async () => {
    await present(await sign())
    service.clock.pass(361)
    expect((await service.core.sweep()).seen_proofs).toBeGreaterThan(0)
    const left = await service.db.selectFrom('seen_proofs').select('xid').execute()
    expect(left).toEqual([])
  })
})
