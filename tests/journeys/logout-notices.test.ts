import type { Xid } from '@lgc/kernel'
import type { RegisteredPerson } from '@lgc/person'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type LogoutReceiver, startLogoutReceiver } from '../support/logout-receiver.ts'
import {
  type OidcProduct,
  addOidcProduct,
  callAs,
  claimsIn,
  loginTokenOf,
  oidcCode,
  redeem,
} from '../support/oidc.ts'
import type { Service } from '../support/service.ts'
import { addPerson, issuer, openJourney } from '../support/signing-in.ts'
import { freshName, testCaller, testPassword, valueOf } from '../support/world.ts'

const event = 'http://schemas.openid.net/event/backchannel-logout'

describe.each(databases)('logout notices on $name', ({ create }) => {
  let service: Service
  let receiver: LogoutReceiver
  let product: OidcProduct
  let person: RegisteredPerson
  let loginToken: string
  beforeAll(async () => {
    service = await openJourney(create)
  })
  afterAll(() => service.close())
  beforeEach(async () => {
    await service.db.deleteFrom('logout_notices').execute()
    receiver = await startLogoutReceiver()
    product = await told()
    person = await addPerson(service)
    loginToken = await loginTokenOf(service, person)
  })
  afterEach(() => receiver.stop())

  const told = (uri: string | null = receiver.uri): Promise<OidcProduct> =>
    addOidcProduct(service, { backchannelLogoutUri: uri }, { requiresGrant: false })
  const dispatch = () => service.core.dispatchLogoutNotices(testCaller)
  const notices = () => service.core.logoutNotices.list({ state: null, limit: 100 })
  /** Signs the person in; what the ID token calls the session, and the code that it came by. */
  const signIn = async (to = product, scope = 'openid'): Promise<{ sid: Xid; code: string }> => {
    const code = await oidcCode(service, to, person, { scope, loginToken })
    const { body } = await redeem(service, to, code)
    return { sid: String(claimsIn(body['id_token'])['sid']) as Xid, code }
  }
  const actions = async (): Promise<readonly string[]> => {
    const [notice] = await notices()
    const rows = service.db
      .selectFrom('audit_log')
      .select('action')
      .where('target_xid', '=', notice?.xid ?? '')
    return (await rows.orderBy('id').execute()).map(({ action }) => action)
  }
  const signOut = () => service.core.endSession({ token: loginToken, scope: 'all' }, testCaller)

  it('carry a logout token, signed as the ID tokens of the client are, and for two minutes', async () => {
    const { sid } = await signIn()
    await signOut()
    expect(receiver.tokens).toEqual([])
    expect(await dispatch()).toEqual({ sent: 1, failed: 0, parked: 0 })
    expect(receiver.types).toEqual(['application/x-www-form-urlencoded'])
    const [token = ''] = receiver.tokens
    const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as unknown
    expect(header).toEqual({ alg: 'ES256', typ: 'logout+jwt', kid: expect.any(String) })
    const iat = Math.floor(service.clock.now() / 1000)
    expect(claimsIn(token)).toEqual({
      iss: issuer,
      aud: product.client.clientId,
      iat,
      exp: iat + 120,
      jti: expect.stringMatching(/^[0-9a-v]{20}$/),
      sub: person.person.xid,
      sid,
      events: { [event]: {} },
    })
    const expected = { typ: 'logout+jwt', audience: product.client.clientId } as const
    expect(await service.core.verifyToken(token, expected)).toMatchObject({ ok: true })
    expect(await service.core.verifyToken(token, { ...expected, typ: 'JWT' })).toMatchObject({ ok: false })
    expect(await actions()).toEqual(['logout_notice.sent'])
    expect(await dispatch()).toEqual({ sent: 0, failed: 0, parked: 0 })
  })

  it('are for the sessions that end, of clients that want to hear of it, and never for the others', async () => {
    const silent = await told(null)
    const { sid } = await signIn()
    await signIn(silent)
    await signIn(product, 'openid offline_access')
    await signOut()
    expect((await notices()).map(({ sessionXid }) => sessionXid)).toEqual([sid])
    const kept = await service.core.queries.listSessions(
      { personXid: person.person.xid },
      { limit: 9, after: null },
    )
    expect(kept.items.map(({ session }) => session.loginSessionXid)).toEqual([null])
  })

  const core = () => service.core
  const personXid = (): Xid => person.person.xid
  it.each<[string, (session: { sid: Xid; code: string }) => Promise<unknown>]>([
    ['an operator revokes it', ({ sid }) => core().revokeSession(of(sid), testCaller)],
    ['the person ends it', ({ sid }) => core().endOwnSession(own(sid), testCaller)],
    ['the person is suspended', () => core().switchPerson(suspended(), testCaller)],
    ['the person is deleted', () => core().deletePerson(whom(), testCaller)],
    ['the client is deactivated', () => core().switchClient(deactivated(), testCaller)],
    ['its code is replayed', ({ code }) => redeem(service, product, code)],
    ['another password is set', () => core().setPassword(newPassword(), testCaller)],
  ])('are queued with the end of a session when %s', async (_, end) => {
    const session = await signIn()
    await end(session)
    const [notice, ...more] = await notices()
    expect([notice?.sessionXid, notice?.state, more]).toEqual([session.sid, 'queued', []])
    expect(await dispatch()).toMatchObject({ sent: 1 })
  })
  const of = (sessionXid: Xid) => ({ realmXid: person.person.realmXid, sessionXid })
  const own = (sessionXid: Xid) => ({ personXid: personXid(), sessionXid })
  const whom = () => ({ realmXid: person.person.realmXid, personXid: personXid() })
  const suspended = () => ({ personXid: personXid(), status: 'suspended' as const, reason: null })
  const deactivated = () => ({ clientId: product.client.clientId, isActive: false })
  const newPassword = () => ({
    realmXid: person.person.realmXid,
    named: { type: person.identity.type, identifier: person.identity.identifier },
    password: `${testPassword} ${freshName('more')}`,
  })

  it('are queued when a refresh token is used twice', async () => {
    const code = await oidcCode(service, product, person, { scope: 'openid offline_access', loginToken })
    const { body } = await redeem(service, product, code)
    const form = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) }

    expect((await callAs(service, product, '/token', { form })).status).toBe(200)
    expect((await callAs(service, product, '/token', { form })).status).toBe(400)
    expect((await notices()).map(({ sessionXid }) => sessionXid)).toEqual([claimsIn(body['id_token'])['sid']])
  })

  it('are not sent of what ran out by itself', async () => {
    await signIn()
    service.clock.pass(86_400)
    await service.core.sweep()
    expect(await notices()).toEqual([])
  })

  it('are one for each session when many end it at once', async () => {
    const { sid } = await signIn()
    const end = () => service.core.revokeSession(of(sid), testCaller)
    await Promise.all([signOut(), end(), end(), signOut(), end()])
    expect((await notices()).map(({ sessionXid }) => sessionXid)).toEqual([sid])
  })

  it('are tried again later, parked in the end, and sent when an operator says so', async () => {
    await signIn()
    await signOut()
    receiver.manners = 400
    expect(await dispatch()).toEqual({ sent: 0, failed: 1, parked: 0 })
    expect(await dispatch()).toEqual({ sent: 0, failed: 0, parked: 0 })
    for (let attempt = 2; attempt <= 8; attempt++) {
      service.clock.pass(1000)
      await dispatch()
    }
    const [parked] = await notices()
    expect(parked).toMatchObject({ state: 'parked', attempts: 8 })
    service.clock.pass(86_400)
    receiver.manners = 204
    expect(await dispatch()).toMatchObject({ sent: 0 })
    valueOf(await service.core.retryLogoutNotice(parked?.xid as Xid, testCaller))
    service.clock.pass(60)
    expect(await dispatch()).toMatchObject({ sent: 1 })
    expect(await actions()).toEqual(['logout_notice.parked', 'logout_notice.retried', 'logout_notice.sent'])
    const again = await service.core.retryLogoutNotice(parked?.xid as Xid, testCaller)
    expect(again).toEqual({ ok: false, refusal: 'logout_notice_not_waiting' })
    expect(new Set(receiver.tokens.map((token) => claimsIn(token)['jti'])).size).toBe(receiver.tokens.length)
  })

  it('to a client that hangs hold up neither the sign-out nor the others', async () => {
    const hanging = await startLogoutReceiver()
    hanging.manners = 'hang'
    const stuck = await told(hanging.uri)
    for (let count = 0; count < 9; count++) await signIn(stuck)
    await signIn()
    const began = performance.now()
    await signOut()
    expect(performance.now() - began).toBeLessThan(5000)
    const round = dispatch()
    await expect.poll(() => receiver.tokens.length, { timeout: 4000 }).toBe(1)
    expect(hanging.tokens.length).toBeLessThanOrEqual(2)
    await hanging.stop()
    expect(await round).toMatchObject({ sent: 1, failed: 9 })
  }, 40_000)

  it('go to each client once, however many processes look', async () => {
    for (let count = 0; count < 5; count++) await signIn()
    await signOut()
    await Promise.all([dispatch(), dispatch(), dispatch()])
    expect(receiver.tokens).toHaveLength(5)
  })

  it('do not go to addresses inside, unless an operator opened them', async () => {
    const inside = await openJourney(create, { outboundAllow: [] })
    const outsider = await addOidcProduct(inside, { backchannelLogoutUri: receiver.uri })
    const somebody = await addPerson(inside)
    const token = await loginTokenOf(inside, somebody)
    await redeem(inside, outsider, await oidcCode(inside, outsider, somebody, { loginToken: token }))
    await inside.core.endSession({ token, scope: 'all' }, testCaller)
    expect(await inside.core.dispatchLogoutNotices(testCaller)).toMatchObject({ failed: 1 })
    const [notice] = await inside.core.logoutNotices.list({ state: null, limit: 1 })
    expect([notice?.lastError, receiver.tokens]).toEqual(['address_forbidden', []])
    await inside.close()
  })

  it('are parked at once when the client wants to hear no more', async () => {
    await signIn()
    await signOut()
    const settings = { oauth: { ...product.client.oauth, backchannelLogoutUri: null } }
    valueOf(await service.core.updateClient({ clientId: product.client.clientId, settings }, testCaller))
    expect(await dispatch()).toEqual({ sent: 0, failed: 0, parked: 1 })
  })

  it('are swept a week after they were sent and a month after they were parked', async () => {
    await signIn()
    await signOut()
    await dispatch()
    service.clock.pass(7 * 86_400 + 59)
    expect(await service.core.sweep()).toMatchObject({ logout_notices: 0 })
    service.clock.pass(1)
    expect(await service.core.sweep()).toMatchObject({ logout_notices: 1 })
  })
})
