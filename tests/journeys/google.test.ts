import { type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type OpenIdIssuer, startIssuer } from '../support/openid-issuer.ts'
import type { Service } from '../support/service.ts'
import { freshName } from '../support/world.ts'
import {
  addPerson,
  addProduct,
  codeFor,
  openJourney,
  problemIn,
  testCaller,
  textOf,
} from '../support/signing-in.ts'

const second = 1000

/** Claims and a header that make a token wrong; `undefined` takes a claim away. */
type Wrong = readonly [what: string, claims: object, header?: Readonly<Record<string, unknown>>]

describe.each(databases)('a Google account on $name', ({ create }) => {
  let issuer: OpenIdIssuer
  let service: Service
  let time: () => number = Date.now

  beforeAll(async () => {
    issuer = await startIssuer(() => time())
    const google = {
      issuer: issuer.url,
      clientIds: [issuer.clientId, 'mobile.example'],
      clientSecret: null,
      jwksUri: null,
    }
    service = await openJourney(create, { google })
    time = service.clock.now
  })
  afterAll(async () => {
    await service.close()
    await issuer.close()
  })

  const verify = (id_token: string, more: object = {}) =>
    service.call('/auth/verify', { json: { method: 'google_id_token', id_token, ...more } })
  const register = async (claims: JWTPayload, more: object = {}) =>
    service.call('/persons', {
      json: {
        name_display: 'Ada',
        identity: { type: 'google', id_token: await issuer.token(claims), ...more },
      },
    })
  const events = (event: string) =>
    service.db
      .selectFrom('security_log')
      .selectAll()
      .where('event_type', '=', event as never)
      .orderBy('id')
      .execute()

  it('is another way for everybody, whatever was typed', async () => {
    for (const identifier of ['nobody@example.com', '+819012345678', 'ACME-1']) {
      const { body } = await service.call('/auth/identify', { json: { identifier } })
      expect(body['alternatives']).toContain('google_id_token')
    }
  })

  it('makes somebody, who signs in with it to a product', async () => {
    const sub = freshName('subject')
    const created = await register({ sub, nonce: 'n-1' }, { nonce: 'n-1' })
    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({
      person: { name_display: 'Ada' },
      identity: { type: 'google', identifier: sub, is_primary: true, has_challenge: false },
    })
    const answer = await verify(await issuer.token({ sub, nonce: 'n-2' }), { nonce: 'n-2' })
    expect(answer).toMatchObject({ status: 200, body: { amr: ['google'] } })
    const product = await addProduct(service)
    expect(await codeFor(service, product, textOf(answer, 'verification_token'))).toMatch(/^lgac_/)
  })

  it('is recorded with ids alone', async () => {
    const sub = freshName('subject')
    const { body } = await register({ sub })
    const answer = await verify(await issuer.token({ sub }))
    const rows = await service.db
      .selectFrom('audit_log')
      .select(['action', 'metadata'])
      .where('target_xid', '=', textOf(answer, 'identity_xid') as never)
      .orderBy('id')
      .execute()
    expect(rows.map(({ action }) => action)).toEqual(['identity.created', 'identity.verified'])
    expect(JSON.stringify(rows)).not.toContain(sub)
    expect(JSON.stringify(body)).not.toContain('gmail')
  })

  it('belongs to one person', async () => {
    const sub = freshName('subject')
    const both = await Promise.all([register({ sub }), register({ sub })])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
  })

  it('never leads to whoever has its e-mail address here, verified or not', async () => {
    const { identity } = await addPerson(service)
    const token = await issuer.token({ sub: freshName('subject'), email: identity.identifier })
    expect(problemIn(await verify(token))).toBe('401 unauthorized credentials_invalid')
    const { body } = await register({ sub: freshName('subject'), email: identity.identifier })
    expect(body).not.toHaveProperty('person.xid', identity.personXid)
  })

  it('is followed by its subject when its e-mail address changes', async () => {
    const sub = freshName('subject')
    await register({ sub, email: 'before@gmail.example' })
    expect((await verify(await issuer.token({ sub, email: 'after@gmail.example' }))).status).toBe(200)
  })

  it('is another one where letters differ in case', async () => {
    const sub = freshName('subject')
    await register({ sub })
    expect((await verify(await issuer.token({ sub: sub.toUpperCase() }))).status).toBe(401)
  })

  it('is of no use to a suspended person', async () => {
    const sub = freshName('subject')
    const { body } = await register({ sub })
    const { xid } = body['person'] as { xid: never }
    await service.core.switchPerson(
      { personXid: xid, status: 'suspended', reason: null } as never,
      testCaller,
    )
    expect(problemIn(await verify(await issuer.token({ sub })))).toBe('403 access_denied person_suspended')
    expect(await events('suspended_login_attempt')).not.toEqual([])
  })

  const refused: readonly Wrong[] = [
    ['another issuer', { iss: 'https://accounts.google.com' }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'somebody-else' }],
    ['an audience that is an object', { aud: {} }],
    ['several audiences without azp', { aud: ['mobile.example', 'somebody-else'] }],
    ['several audiences and a foreign azp', { aud: ['mobile.example', 'x'], azp: 'x' }],
    ['a nonce that nobody asked for', { nonce: 'unasked' }],
    ['an unverified address', { email_verified: false }],
    ['an address verified by a string', { email_verified: 'true' }],
    ['nothing said of the address', { email_verified: undefined }],
    ['no subject', { sub: undefined }],
    ['a subject that is null', { sub: null }],
    ['an empty subject', { sub: '' }],
    ['a subject that is a number', { sub: 42 }],
    ['a subject with a blank', { sub: 'a b' }],
    ['an end that is a string', { exp: '9999999999' }],
    ['no end', { exp: undefined }],
    ['a fractional beginning', { iat: 1.5 }],
    ['no beginning', { iat: undefined }],
    ['the type of an access token', {}, { typ: 'at+jwt' }],
    ['the type of a logout token', {}, { typ: 'logout+jwt' }],
  ]

  it.each(refused)('is not believed with %s', async (...wrong) => {
    const [, claims, header] = wrong as unknown as Wrong
    const sub = freshName('subject')
    await register({ sub })
    const before = (await events('google_token_invalid')).length
    const answer = await verify(await issuer.token({ sub, ...claims } as JWTPayload, header))
    expect(problemIn(answer)).toBe('401 unauthorized google_token_invalid')
    expect(await events('google_token_invalid')).toHaveLength(before + 1)
  })

  it('is believed for a minute longer than it says, and no more', async () => {
    const sub = freshName('subject')
    await register({ sub })
    const seconds = service.clock.now() / second
    const ends = (after: number) => issuer.token({ sub, exp: seconds + after })
    const begins = (after: number) => issuer.token({ sub, iat: seconds + after })
    expect((await verify(await ends(-59))).status).toBe(200)
    expect((await verify(await ends(-60))).status).toBe(401)
    expect((await verify(await begins(60))).status).toBe(200)
    expect((await verify(await begins(61))).status).toBe(401)
  })

  it('is bound to the nonce', async () => {
    const sub = freshName('subject')
    await register({ sub })
    const token = await issuer.token({ sub, nonce: 'right' })
    for (const more of [{}, { nonce: 'wrong' }]) expect((await verify(token, more)).status).toBe(401)
    expect((await verify(await issuer.token({ sub }), { nonce: 'right' })).status).toBe(401)
    expect((await verify(token, { nonce: 'right' })).status).toBe(200)
  })

  it('is not believed unsigned, or signed with what everybody knows', async () => {
    const sub = freshName('subject')
    await register({ sub })
    const none = issuer.unsigned({ sub })
    const [header = '', payload = ''] = none.split('.')
    const spelt = (alg: string) => Buffer.from(JSON.stringify({ alg })).toString('base64url')
    const asSecret = new TextEncoder().encode(await issuer.publicKey())
    const shared = await new SignJWT(issuer.claims({ sub }))
      .setProtectedHeader({ alg: 'HS256', kid: 'first' })
      .sign(asSecret)
    const tokens = [
      none,
      `${header}.${payload}`,
      `${spelt('None')}.${payload}.`,
      `${spelt('nOnE')}.${payload}.`,
      shared,
    ]
    for (const token of tokens) expect((await verify(token)).status).toBe(401)
  })

  it('is not believed under the keys of another issuer, wherever the header says they are', async () => {
    const other = await startIssuer(() => time())
    const sub = freshName('subject')
    await register({ sub })
    const foreign = {
      jku: `${other.url}/jwks`,
      x5u: `${other.url}/jwks`,
      jwk: JSON.parse(await other.publicKey()) as object,
    }
    for (const header of [{}, foreign, { kid: '../../dev/null' }, { kid: "' OR 1" }]) {
      const token = await other.token({ sub, iss: issuer.url, aud: issuer.clientId }, header)
      expect((await verify(token)).status).toBe(401)
    }
    expect(other.asked).toEqual([])
    await other.close()
  })

  it('is not even read when it is too long', async () => {
    const token = await issuer.token({ sub: freshName('subject'), filler: 'x'.repeat(9000) })
    expect(problemIn(await verify(token))).toBe('400 invalid_request validation_failed')
  })

  it('is believed after the issuer changed its key, which is looked for not too often', async () => {
    const sub = freshName('subject')
    await register({ sub })
    service.clock.pass(31)
    await issuer.rotate()
    expect((await verify(await issuer.token({ sub }))).status).toBe(200)
    const before = issuer.asked.length
    for (let made = 0; made < 5; made += 1) {
      expect((await verify(await issuer.token({ sub }, { kid: freshName('kid') }))).status).toBe(401)
    }
    expect(issuer.asked.length).toBe(before)
  })

  it('cannot be looked at while the issuer is away, once its keys are too old', async () => {
    const sub = freshName('subject')
    await register({ sub })
    issuer.faults.isDown = true
    service.clock.pass(4000)
    expect((await verify(await issuer.token({ sub }))).status).toBe(200)
    service.clock.pass(86_400)
    const answer = await verify(await issuer.token({ sub }))
    expect(problemIn(answer)).toBe('503 server_error google_unavailable')
    expect(answer.headers.get('retry-after')).toBe('30')
    issuer.faults.isDown = false
    service.clock.pass(31)
    expect((await verify(await issuer.token({ sub }))).status).toBe(200)
  })
})

describe.each(databases)('where no Google account is accepted, on $name', ({ create }) => {
  it('a token is no proof and makes nobody', { timeout: 30_000 }, async () => {
    const service = await openJourney(create)
    const id_token = 'header.payload.signature'
    const verified = await service.call('/auth/verify', { json: { method: 'google_id_token', id_token } })
    expect(problemIn(verified)).toBe('400 invalid_request challenge_unsupported')
    const json = { name_display: 'Ada', identity: { type: 'google', id_token } }
    expect(problemIn(await service.call('/persons', { json }))).toBe(
      '400 invalid_request challenge_unsupported',
    )
    const { body } = await service.call('/auth/identify', { json: { identifier: 'a@example.com' } })
    expect(body['alternatives']).not.toContain('google_id_token')
    await service.close()
  })
})

describe.each(databases)('a provider whose document speaks for another, on $name', ({ create }) => {
  it('is not believed', { timeout: 30_000 }, async () => {
    const issuer = await startIssuer()
    issuer.faults.discoveryIssuer = 'https://accounts.google.com'
    const google = { issuer: issuer.url, clientIds: [issuer.clientId], clientSecret: null, jwksUri: null }
    const service = await openJourney(create, { google })
    const id_token = await issuer.token()
    const answer = await service.call('/auth/verify', { json: { method: 'google_id_token', id_token } })
    expect(problemIn(answer)).toBe('503 server_error google_unavailable')
    expect(issuer.asked).not.toContain('/jwks')
    await service.close()
    await issuer.close()
  })
})
