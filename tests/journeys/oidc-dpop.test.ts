import { hash } from 'node:crypto'
import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClientKey, assertionOf, dpopProof, jwtBearer, newClientKey } from '../support/client-keys.ts'
import { databases } from '../support/databases.ts'
import {
  type OidcProduct,
  addOidcProduct,
  callAs,
  claimsIn,
  codeVerifier,
  oidcCode,
  redeem,
  refresh,
} from '../support/oidc.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  addPerson,
  issuer,
  openJourney,
  problemIn,
  redirectUri,
  suspicionsOf,
} from '../support/signing-in.ts'

const invalid = '400 invalid_dpop_proof dpop_proof_invalid'
const otherKey = '400 invalid_grant dpop_key_mismatch'

describe.each(databases)('tokens that are bound to a key, on $name', ({ create }) => {
  let service: Service
  let product: OidcProduct
  let person: RegisteredPerson
  let key: ClientKey
  let other: ClientKey
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addOidcProduct(service, { accessTokenFormat: 'jwt' }, { secret: null })
    person = await addPerson(service)
    ;[key, other] = [await newClientKey(), await newClientKey('EdDSA')]
  })
  afterAll(() => service.close())

  const prove = (by: ClientKey, path = '/token', claims = {}, header = {}): Promise<string> =>
    dpopProof(by, `${issuer}${path}`, { now: service.clock.now(), claims, header })
  const signIn = async (by: ClientKey, of = product, asking = {}): Promise<Answer> => {
    const code = await oidcCode(service, of, person, asking)
    return withProof(of, await prove(by), {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    })
  }
  const withProof = (of: OidcProduct, DPoP: string, form: Record<string, string>): Promise<Answer> =>
    callAs(service, of, '/token', { form, headers: { DPoP } })
  const userinfo = async (token: unknown, by: ClientKey | null, claims = {}): Promise<Answer> => {
    const ath = hash('sha256', String(token), 'base64url')
    const proof = by && (await prove(by, '/userinfo', { htm: 'GET', ath, ...claims }))
    const headers = proof
      ? { Authorization: `dpop ${String(token)}`, DPoP: proof }
      : { Authorization: `Bearer ${String(token)}` }
    return service.call('/userinfo', { headers })
  }
  const refreshed = async (answer: Answer, by: ClientKey, of = product): Promise<Answer> =>
    withProof(of, await prove(by), {
      grant_type: 'refresh_token',
      refresh_token: String(answer.body['refresh_token']),
    })

  it('say so, and serve only whoever has the key', async () => {
    const answer = await signIn(key)
    expect(answer.body['token_type']).toBe('DPoP')
    const token = answer.body['access_token']
    expect(claimsIn(token)['cnf']).toEqual({ jkt: key.thumbprint })
    expect((await userinfo(token, key)).body['sub']).toBe(person.person.xid)
    const downgraded = await userinfo(token, null)
    expect(problemIn(downgraded)).toBe('401 invalid_token access_token_invalid')
    expect(problemIn(await userinfo(token, other))).toBe('401 invalid_token access_token_invalid')
    const elsewhere = await userinfo(token, key, { ath: 'x'.repeat(43) })
    expect(problemIn(elsewhere)).toBe('401 invalid_dpop_proof dpop_proof_invalid')
    expect(elsewhere.headers.get('www-authenticate')).toMatch(/^DPoP error="invalid_dpop_proof", algs="ES256/)
    const bare = await service.call('/userinfo', { headers: { Authorization: `DPoP ${String(token)}` } })
    expect(problemIn(bare)).toBe('401 invalid_dpop_proof dpop_proof_invalid')
  })

  it('are told of with the thumbprint', async () => {
    const confidential = await addOidcProduct(service)
    const { body } = await signIn(key, confidential)
    const form = { token: String(body['access_token']) }
    const told = await callAs(service, confidential, '/introspect', { form })
    expect(told.body).toMatchObject({ token_type: 'DPoP', cnf: { jkt: key.thumbprint } })
  })

  it('R46 need a proof that is made for the request', async () => {
    const now = Math.floor(service.clock.now() / 1000)
    const code = await oidcCode(service, product, person)
    const rows: readonly (readonly [string, object, object])[] = [
      ['another method', { htm: 'GET' }, {}],
      ['another address', { htu: `${issuer}/userinfo` }, {}],
      ['another host', { htu: 'https://other.example/token' }, {}],
      ['no id', { jti: undefined }, {}],
      ['no time', { iat: undefined }, {}],
      ['an old time', { iat: now - 61 }, {}],
      ['a time ahead', { iat: now + 11 }, {}],
      ['a time as text', { iat: String(now) }, {}],
      ['another kind', {}, { typ: 'JWT' }],
      ['no key', {}, { jwk: undefined }],
      ['another key', {}, { jwk: other.publicJwk }],
      ['a private key', {}, { jwk: { ...key.publicJwk, d: 'x' } }],
      ['a symmetric key', {}, { jwk: { kty: 'oct', k: 'eA' } }],
    ]
    for (const [what, claims, header] of rows) {
      const proof = await prove(key, '/token', claims, header)
      const answer = await redeem_(code, proof)
      expect([what, problemIn(answer)]).toEqual([what, invalid])
      expect(await suspicionsOf(service, answer)).toEqual(['dpop_refused'])
    }
    const two = `${await prove(key)}, ${await prove(key)}`
    expect(problemIn(await redeem_(code, two))).toBe(invalid)
    const withQuery = await prove(key, '/token', { htu: `${issuer}/token?a=b#c` })
    expect((await redeem_(code, withQuery)).status).toBe(200)
  })

  const redeem_ = (code: string, proof: string): Promise<Answer> =>
    withProof(product, proof, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    })

  it('R46 take a proof once', async () => {
    const proof = await prove(key)
    const codes = [1, 2].map(() => oidcCode(service, product, person))
    const [first = '', second = ''] = await Promise.all(codes)
    expect((await redeem_(first, proof)).status).toBe(200)
    expect(problemIn(await redeem_(second, proof))).toBe('400 invalid_dpop_proof dpop_proof_replayed')
  })

  it('are refreshed by whoever has the key, where the client proves nothing else', async () => {
    const first = await signIn(key)
    expect(problemIn(await refreshed(first, other))).toBe(otherKey)
    expect(problemIn(await refresh(service, product, first.body['refresh_token']))).toBe(otherKey)
    const second = await refreshed(first, key)
    expect(claimsIn(second.body['access_token'])['cnf']).toEqual({ jkt: key.thumbprint })
  })

  it('are refreshed with another key by a client that proves itself', async () => {
    const confidential = await addOidcProduct(service, { accessTokenFormat: 'jwt' })
    const first = await signIn(key, confidential)
    const second = await refreshed(first, other, confidential)
    expect(claimsIn(second.body['access_token'])['cnf']).toEqual({ jkt: other.thumbprint })
  })

  it('come of a code that was bound to the key, and to no other', async () => {
    const openid = { dpopThumbprint: key.thumbprint }
    const code = await oidcCode(service, product, person, { openid })
    expect(problemIn(await redeem(service, product, code))).toBe(otherKey)
    expect(problemIn(await redeem_(code, await prove(other)))).toBe(otherKey)
    expect((await redeem_(code, await prove(key))).status).toBe(200)
  })

  it('are the only ones of a client that is registered for them', async () => {
    const bound = await addOidcProduct(service, { dpopBoundAccessTokens: true })
    const code = await oidcCode(service, bound, person)
    expect(problemIn(await redeem(service, bound, code))).toBe('400 invalid_dpop_proof dpop_proof_required')
  })

  it('of FAPI 2.0 need a nonce of ours that is fresh', async () => {
    const strict = await addOidcProduct(
      service,
      {
        tokenEndpointAuthMethod: 'private_key_jwt',
        jwks: { keys: [{ ...key.publicJwk }] },
        profile: 'fapi2',
        requiresPkce: true,
        requiresPushedAuthorizationRequests: true,
        dpopBoundAccessTokens: true,
      },
      { secret: null },
    )
    const ask = async (code: string, nonce?: string): Promise<Answer> => {
      const { clientId } = strict.client
      const DPoP = await prove(key, '/token', nonce === undefined ? {} : { nonce })
      const form = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: codeVerifier,
        client_assertion_type: jwtBearer,
        client_assertion: await assertionOf(key, clientId, { now: service.clock.now() }),
      }
      return service.call('/token', { form, headers: { DPoP } })
    }
    const code = await oidcCode(service, strict, person)
    const refused = await ask(code)
    expect(problemIn(refused)).toBe('400 use_dpop_nonce dpop_nonce_required')
    const nonce = refused.headers.get('dpop-nonce') ?? ''
    expect(nonce.length).toBeGreaterThan(40)
    expect(problemIn(await ask(code, 'made-up'))).toBe('400 use_dpop_nonce dpop_nonce_required')
    const good = await ask(code, nonce)
    expect([good.status, good.body['token_type']]).toEqual([200, 'DPoP'])

    const late = await oidcCode(service, strict, person)
    service.clock.pass(60)
    const fresh = (await ask(late)).headers.get('dpop-nonce') ?? ''
    expect(problemIn(await ask(late, fresh))).toBe('400 invalid_grant authorization_code_expired')
    service.clock.pass(60)
    expect(problemIn(await ask(late, nonce))).toBe('400 use_dpop_nonce dpop_nonce_required')
  })
})
