import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import {
  type OidcProduct,
  addOidcProduct,
  claimsIn,
  loginTokenOf,
  oidcCode,
  redeem,
  refresh,
  tokensFor,
} from '../support/oidc.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  actionsOf,
  addPerson,
  changeProduct,
  openJourney,
  problemIn,
  suspicionsOf,
  testCaller,
} from '../support/signing-in.ts'

const offline = { scope: 'openid profile offline_access' }
const used = '400 invalid_grant refresh_token_used'
const invalid = '400 invalid_grant refresh_token_invalid'
const expired = '400 invalid_grant refresh_token_expired'
const [hour, day] = [3600, 86_400]

describe.each(databases)('refresh tokens on $name', ({ create }) => {
  let service: Service
  let product: OidcProduct
  let person: RegisteredPerson
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addOidcProduct(service)
    person = await addPerson(service)
  })
  afterAll(() => service.close())

  const signIn = (asking = {}, of: OidcProduct = product): Promise<Answer> =>
    tokensFor(service, of, person, asking)
  const again = (answer: Answer, more = {}, of: OidcProduct = product): Promise<Answer> =>
    refresh(service, of, answer.body['refresh_token'], more)
  const isLive = async (answer: Answer): Promise<boolean> => {
    const { sid } = claimsIn(answer.body['id_token'])
    const row = service.db
      .selectFrom('sessions')
      .select('id')
      .where('xid', '=', sid as never)
    return (await row.executeTakeFirst()) !== undefined
  }

  it('bring new tokens of the same session, and one that takes their place', async () => {
    const first = await signIn({ nonce: 'a-nonce' })
    service.clock.pass(60)
    const second = await again(first)
    expect(second.status).toBe(200)
    expect(second.body).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'openid profile' })
    for (const name of ['access_token', 'refresh_token', 'id_token'])
      expect(second.body[name]).not.toBe(first.body[name])
    const [before, after] = [first, second].map(({ body }) => claimsIn(body['id_token']))
    const { sub, aud, sid, auth_time, iat } = before ?? {}
    expect(after).toMatchObject({ sub, aud, sid, auth_time, iat: Number(iat) + 60 })
    expect(after).not.toHaveProperty('nonce')
    expect(await actionsOf(service, second)).toEqual(['session.refreshed'])
    expect((await again(second)).status).toBe(200)
  })

  it('R31 end their session and all its tokens when they come again', async () => {
    const first = await signIn()
    const second = await again(first)
    const replay = await again(first)
    expect(problemIn(replay)).toBe(used)
    expect(await suspicionsOf(service, replay)).toEqual(['refresh_token_reused'])
    expect(await actionsOf(service, replay)).toEqual(['session.revoked'])
    expect(await isLive(first)).toBe(false)
    expect(problemIn(await again(second))).toBe(invalid)
  })

  it('R32 bring the same successor again within the grace, three times and no more', async () => {
    const lenient = await addOidcProduct(service, { refreshTokenGrace: 30 })
    const first = await signIn({}, lenient)
    const second = await again(first, {}, lenient)
    service.clock.pass(29)
    for (let times = 0; times < 3; times++) {
      const repeated = await again(first, {}, lenient)
      expect(repeated.body['refresh_token']).toBe(second.body['refresh_token'])
      expect(repeated.body['access_token']).not.toBe(second.body['access_token'])
    }
    expect(problemIn(await again(first, {}, lenient))).toBe(used)
    expect(problemIn(await again(second, {}, lenient))).toBe(invalid)
  })

  it('R32 end their session when they come again after the grace', async () => {
    const lenient = await addOidcProduct(service, { refreshTokenGrace: 30 })
    const first = await signIn({}, lenient)
    await again(first, {}, lenient)
    service.clock.pass(30)
    expect(problemIn(await again(first, {}, lenient))).toBe(used)
    expect(await isLive(first)).toBe(false)
  })

  it('R33 are of no use to another client', async () => {
    const first = await signIn()
    const other = await addOidcProduct(service)
    const stolen = await again(first, {}, other)
    expect(problemIn(stolen)).toBe('400 invalid_grant token_client_mismatch')
    expect(await suspicionsOf(service, stolen)).toEqual(['token_client_mismatch'])
    const bare = { grant_type: 'refresh_token', refresh_token: String(first.body['refresh_token']) }
    const form = { ...bare, client_id: product.client.clientId }
    expect((await service.call('/token', { form })).status).toBe(401)
    expect((await again(first)).status).toBe(200)
  })

  it('R24 R25 narrow what the access token is good for, and never widen it', async () => {
    const resources = ['https://one.example', 'https://two.example']
    const choosy = await addOidcProduct(service, { accessTokenFormat: 'jwt', resources })
    const first = await signIn({ openid: { resources } }, choosy)
    const narrow = await again(first, { scope: 'openid', resource: 'https://one.example' }, choosy)
    expect(narrow.body['scope']).toBe('openid')
    expect(claimsIn(narrow.body['access_token'])).toMatchObject({
      scope: 'openid',
      aud: 'https://one.example',
    })
    const rows = [
      [{ scope: 'openid email' }, '400 invalid_scope scope_not_granted'],
      [{ scope: 'openid  profile' }, '400 invalid_scope scope_invalid'],
      [{ resource: 'https://three.example' }, '400 invalid_target resource_not_granted'],
    ] as const
    for (const [more, expected] of rows) expect(problemIn(await again(narrow, more, choosy))).toBe(expected)
    const whole = await again(narrow, {}, choosy)
    expect(whole.body['scope']).toBe('openid profile')
    expect(claimsIn(whole.body['access_token'])['aud']).toEqual(resources)
  })

  it('R34 are over after two hours without use, and with the session after a day', async () => {
    const idle = await signIn()
    service.clock.pass(2 * hour)
    expect(problemIn(await again(idle))).toBe(expired)
    expect(await isLive(idle)).toBe(false)
    service.clock.pass(-hour)
    expect(problemIn(await again(idle))).toBe(invalid)

    let used_ = await signIn()
    for (let passed = 0; passed < 23; passed++) {
      service.clock.pass(hour)
      used_ = await again(used_)
      expect(used_.status).toBe(200)
    }
    service.clock.pass(hour)
    expect(problemIn(await again(used_))).toBe(expired)
  })

  it('R34 with offline access live as the client is registered, and never longer', async () => {
    const limits = { refreshTokenLifetime: 10 * day, refreshTokenIdleLifetime: 4 * day }
    const patient = await addOidcProduct(service, limits)
    const idle = await signIn(offline, patient)
    let kept = await signIn(offline, patient)
    for (let passed = 0; passed < 3; passed++) {
      service.clock.pass(3 * day)
      kept = await again(kept, {}, patient)
      expect(kept.status).toBe(200)
    }
    expect([expired, invalid]).toContain(problemIn(await again(idle, {}, patient)))
    service.clock.pass(day)
    expect(problemIn(await again(kept, {}, patient))).toBe(expired)
  })

  it('R38 survive signing out with offline access, and do not without', async () => {
    const loginToken = await loginTokenOf(service, person)
    const code = (asking = {}) => oidcCode(service, product, person, { loginToken, ...asking })
    const online = await redeem(service, product, await code())
    const kept = await redeem(service, product, await code(offline))
    await service.core.endSession({ token: loginToken, scope: 'all' }, testCaller)
    expect(problemIn(await again(online))).toBe(invalid)
    expect((await again(kept)).status).toBe(200)
  })

  it('R38 are dead when offline access is taken from the client', async () => {
    const patient = await addOidcProduct(service)
    const first = await signIn(offline, patient)
    const allowedScopes = patient.client.allowedScopes.filter((scope) => scope !== 'offline_access')
    await changeProduct(service, patient, { allowedScopes })
    expect(problemIn(await again(first, {}, patient))).toBe('400 invalid_grant consent_withdrawn')
  })

  it('R38 are dead when the person is suspended, and lose the scopes that are taken back', async () => {
    const first = await signIn()
    const allowedScopes = product.client.allowedScopes.filter((scope) => scope !== 'profile')
    await changeProduct(service, product, { allowedScopes })
    const second = await again(first)
    expect(second.body['scope']).toBe('openid')
    await changeProduct(service, product, { allowedScopes: product.client.allowedScopes })
    const { xid } = person.person
    await service.db.updateTable('persons').set({ status: 'suspended' }).where('xid', '=', xid).execute()
    expect(problemIn(await again(second))).toBe('400 invalid_grant person_suspended')
    await service.db.updateTable('persons').set({ status: 'active' }).where('xid', '=', xid).execute()
  })

  it('are kept as digests only', async () => {
    const { body } = await signIn()
    const secrets = [body['access_token'], body['refresh_token']].map(String)
    for (const table of ['access_tokens', 'refresh_tokens', 'audit_log', 'security_log'] as const) {
      const rows = JSON.stringify(await service.db.selectFrom(table).selectAll().execute())
      for (const secret of secrets) expect(rows).not.toContain(secret)
    }
  })

  it('are swept when they are over, and so are access tokens', async () => {
    service.clock.pass(15 * 60)
    await service.core.sweep()
    await signIn()
    service.clock.pass(15 * 60)
    expect(await service.core.sweep()).toMatchObject({ access_tokens: 1, refresh_tokens: 0 })
    service.clock.pass(2 * hour)
    expect((await service.core.sweep()).refresh_tokens).toBeGreaterThan(0)
  })
})
