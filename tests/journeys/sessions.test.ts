import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  type Browser,
  type Product,
  actionsOf,
  addApiKey,
  addPerson,
  addProduct,
  changeProduct,
  issuer,
  logIn,
  memberOf,
  openJourney,
  problemIn,
  readSession,
  requestFor,
  signInto,
  suspicionsOf,
  testCaller,
} from '../support/signing-in.ts'

const notFound = '401 unauthorized session_not_found'
const cleared = 'lgc_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax'

describe.each(databases)('sessions on $name', ({ create }) => {
  let service: Service
  let product: Product
  let other: Product
  let key: string
  let person: RegisteredPerson
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addProduct(service)
    other = await addProduct(service)
    key = await addApiKey(service, product)
    person = await addPerson(service)
  })
  afterAll(() => service.close())

  const read = (token: string | null): Promise<Answer> => readSession(service, key, token)
  const end = (headers: Readonly<Record<string, string>>, query = ''): Promise<Answer> =>
    service.call(`/auth/session${query}`, { method: 'DELETE', headers })
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
  const stillAuthorizes = async (headers: Browser): Promise<boolean> =>
    (await service.call('/auth/authorize', { json: requestFor(product), headers })).status === 200
  const lastActive = async (token: string): Promise<unknown> =>
    memberOf((await read(token)).body, 'session')['last_active_at']

  it('answers the session by xids, with its times and scopes', async () => {
    const token = await signInto(service, product, person)
    const answer = await read(token)
    const session = memberOf(answer.body, 'session')
    expect(answer.body).toMatchObject({
      person: { xid: person.person.xid },
      client_id: product.client.clientId,
      grant: null,
    })
    expect(session).toMatchObject({ kind: 'app', scopes: ['openid', 'profile'], amr: ['pwd'] })
    const at = (name: string): number => Date.parse(String(session[name]))
    expect(at('expires_at') - at('created_at')).toBe(86_400_000)
    expect(at('idle_expires_at') - at('last_active_at')).toBe(7_200_000)
  })

  it('answers with the same headers whether a session is good or not', async () => {
    const headersOf = ({ headers }: Answer): unknown => {
      const { 'x-request-id': id, 'content-length': _length, ...others } = Object.fromEntries(headers)
      expect(id).toMatch(/^[0-9a-v]{20}$/)
      return others
    }
    const good = await read(await signInto(service, product, person))
    const bad = await read('lgs_nobody')
    expect([good.status, bad.status]).toEqual([200, 401])
    const { 'www-authenticate': _challenge, ...ofBad } = headersOf(bad) as Record<string, string>
    expect(headersOf(good)).toEqual(ofBad)
    expect(ofBad).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  })

  it('E50 refuses a missing key, a key of another role and a key that nobody knows', async () => {
    const token = await signInto(service, product, person)
    expect(problemIn(await readSession(service, null, token))).toBe('401 unauthorized api_key_missing')
    expect(problemIn(await readSession(service, '', token))).toBe('401 unauthorized api_key_missing')
    for (const role of ['provisioner', 'admin'] as const) {
      const answer = await readSession(service, await addApiKey(service, product, role), token)
      expect(problemIn(answer)).toBe('403 forbidden api_key_role_forbidden')
      expect(answer.body['details']).toEqual({ required_role: 'service' })
      expect(await suspicionsOf(service, answer)).toEqual(['api_key_role_forbidden'])
    }
    const unknown = await readSession(service, `lgk_s_${'A'.repeat(43)}`, token)
    expect(problemIn(unknown)).toBe('401 unauthorized api_key_invalid')
    expect(await suspicionsOf(service, unknown)).toEqual(['api_key_invalid'])
  })

  it("E50 refuses another client's key, and does not count it as activity", async () => {
    const token = await signInto(service, product, person)
    const before = await lastActive(token)
    service.clock.pass(600)
    const answer = await readSession(service, await addApiKey(service, other), token)
    expect(problemIn(answer)).toBe('403 forbidden session_client_mismatch')
    expect(await suspicionsOf(service, answer)).toEqual(['session_client_mismatch'])
    const row = await service.db
      .selectFrom('sessions')
      .select('last_active_at')
      .orderBy('id', 'desc')
      .execute()
    expect(new Date(Number(row[0]?.last_active_at)).toISOString()).toBe(before)
  })

  it('E51 refuses the token of a login session where one of an app is due', async () => {
    const { Cookie } = await logIn(service, person)
    const token = Cookie.replace('lgc_session=', '')
    expect(problemIn(await read(token))).toBe('403 forbidden session_kind_mismatch')
    const userinfo = await service.call('/auth/userinfo', { headers: bearer(token) })
    expect(problemIn(userinfo)).toBe('403 forbidden session_kind_mismatch')
  })

  it('E51 takes the token of an app session for no cookie', async () => {
    const token = await signInto(service, product, person)
    const headers = { Cookie: `lgc_session=${token}`, Origin: issuer }
    const answer = await service.call('/auth/authorize', { json: requestFor(product), headers })
    expect(answer.status).toBe(401)
  })

  it('E52 keeps a session alive that is used every 1:59', async () => {
    const token = await signInto(service, product, person)
    for (const _ of [1, 2, 3]) {
      service.clock.pass(7140)
      expect((await read(token)).status).toBe(200)
    }
  })

  it('E53 tells why a session is over once, and then knows it no more', async () => {
    const idle = await signInto(service, product, person)
    service.clock.pass(7200)
    const first = await read(idle)
    expect(problemIn(first)).toBe('401 unauthorized session_idle_timeout')
    expect(await actionsOf(service, first)).toEqual(['session.expired'])
    expect(problemIn(await read(idle))).toBe(notFound)
  })

  it('E53 ends a session after 24 hours sharp, and names that before idleness', async () => {
    const busy = await signInto(service, product, person)
    const quiet = await signInto(service, product, person)
    for (let hour = 1; hour < 24; hour++) {
      service.clock.pass(3600)
      expect((await read(busy)).status).toBe(200)
    }
    service.clock.pass(3600)
    expect(problemIn(await read(busy))).toBe('401 unauthorized session_expired')
    expect(problemIn(await read(quiet))).toBe('401 unauthorized session_expired')
    expect(problemIn(await read(busy))).toBe(notFound)
  })

  it('challenges whoever comes without a token, or with one that is good for nothing', async () => {
    const without = await read(null)
    expect(problemIn(without)).toBe('401 unauthorized session_missing')
    expect(without.headers.get('www-authenticate')).toBe('Bearer')
    const unknown = await read(`lgs_${'A'.repeat(43)}`)
    expect(problemIn(unknown)).toBe(notFound)
    expect(unknown.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
  })

  it('refuses the session of a suspended person and of an inactive client', async () => {
    const someone = await addPerson(service)
    const token = await signInto(service, product, someone)
    const { xid } = someone.person
    await service.db.updateTable('persons').set({ status: 'suspended' }).where('xid', '=', xid).execute()
    expect(problemIn(await read(token))).toBe('403 access_denied person_suspended')
    await service.db.updateTable('persons').set({ status: 'active' }).where('xid', '=', xid).execute()
    expect((await read(token)).status).toBe(200)

    const short = await addProduct(service)
    const session = await signInto(service, short, person)
    const { clientId } = short.client
    await service.core.switchClient({ clientId, isActive: false }, testCaller)
    expect((await service.call('/auth/userinfo', { headers: bearer(session) })).status).toBe(401)
  })

  it('E54 signs out of one product and stays signed in to the others', async () => {
    const browser = await logIn(service, person)
    const token = await signInto(service, product, browser)
    const elsewhere = await signInto(service, other, browser)
    const answer = await end(bearer(token))
    expect([answer.status, answer.body]).toEqual([204, { text: '' }])
    expect(await actionsOf(service, answer)).toEqual(['session.revoked'])
    expect(problemIn(await read(token))).toBe(notFound)
    const otherKey = await addApiKey(service, other)
    expect((await readSession(service, otherKey, elsewhere)).status).toBe(200)
    expect(await stillAuthorizes(browser)).toBe(true)
  })

  it('E55 signs a browser out everywhere, and no other browser', async () => {
    const [browser, parallel] = [await logIn(service, person), await logIn(service, person)]
    const token = await signInto(service, product, browser)
    const untouched = await signInto(service, product, parallel)
    const answer = await end(browser, '?scope=all')
    expect(answer.status).toBe(204)
    expect(answer.headers.get('set-cookie')).toBe(cleared)
    expect(await stillAuthorizes(browser)).toBe(false)
    expect(problemIn(await read(token))).toBe(notFound)
    expect((await read(untouched)).status).toBe(200)
    expect(await stillAuthorizes(parallel)).toBe(true)
  })

  it('E55 ends the login session alone when nothing else is asked', async () => {
    const browser = await logIn(service, person)
    const token = await signInto(service, product, browser)
    expect((await end(browser)).headers.get('set-cookie')).toBe(cleared)
    expect(await stillAuthorizes(browser)).toBe(false)
    expect((await read(token)).status).toBe(200)
  })

  it('E55 ends with an app session all of the same person at the same client', async () => {
    const someone = await addPerson(service)
    const [first, second] = [
      await signInto(service, product, someone),
      await signInto(service, product, someone),
    ]
    const [elsewhere, foreign] = [
      await signInto(service, other, someone),
      await signInto(service, product, person),
    ]
    expect((await end(bearer(first), '?scope=all')).status).toBe(204)
    expect(problemIn(await read(second))).toBe(notFound)
    expect((await read(foreign)).status).toBe(200)
    expect((await readSession(service, await addApiKey(service, other), elsewhere)).status).toBe(200)
  })

  it.each([
    ['garbage', 'lgc_session=garbage'],
    ['an unknown token', `lgc_session=lgl_${'A'.repeat(43)}`],
    ['two cookies', 'lgc_session=a; lgc_session=b'],
  ])('E56 signs a browser out that brings %s', async (_, Cookie) => {
    const answer = await end({ Cookie, Origin: issuer })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('set-cookie')).toBe(cleared)
  })

  it('refuses to end a session that nobody named or nobody knows', async () => {
    expect(problemIn(await end({}))).toBe('401 unauthorized session_missing')
    expect(problemIn(await end(bearer('lgs_unknown')))).toBe(notFound)
    expect((await end({}, '?scope=everything')).status).toBe(400)
    expect((await end({}, '?scope=all&scope=current')).status).toBe(400)
  })

  it('counts an expired session as found when it is ended', async () => {
    const token = await signInto(service, product, person)
    service.clock.pass(90_000)
    expect((await end(bearer(token))).status).toBe(204)
  })

  it('E57 releases nothing without openid', async () => {
    const token = await signInto(service, product, person, { scope: 'profile' })
    const answer = await service.call('/auth/userinfo', { headers: bearer(token) })
    expect(problemIn(answer)).toBe('403 insufficient_scope insufficient_scope')
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="openid"')
  })

  it('E58 releases nothing any more when the consent is gone', async () => {
    const someone = await addPerson(service)
    const token = await signInto(service, product, someone)
    expect((await service.call('/auth/userinfo', { headers: bearer(token) })).body).toMatchObject({
      sub: someone.person.xid,
      name: 'Ada',
    })
    await service.db
      .deleteFrom('consent_records')
      .where('person_id', '=', (eb) =>
        eb.selectFrom('persons').select('id').where('xid', '=', someone.person.xid),
      )
      .execute()
    const answer = await service.call('/auth/userinfo', { headers: bearer(token) })
    expect(problemIn(answer)).toBe('403 insufficient_scope insufficient_scope')
  })

  it('E59 leaves out what the client may not have any more', async () => {
    const shrinking = await addProduct(service)
    const token = await signInto(service, shrinking, person, { scope: 'openid profile email' })
    const before = await service.call('/auth/userinfo', { headers: bearer(token) })
    expect(before.body).toMatchObject({
      email: person.identity.identifier,
      email_verified: false,
      name: 'Ada',
    })
    await changeProduct(service, shrinking, { allowedScopes: ['openid', 'email'] })
    const after = await service.call('/auth/userinfo', { headers: bearer(token) })
    expect(Object.keys(after.body).toSorted()).toEqual(['email', 'email_verified', 'sub'])
  })

  it('takes an API key with userinfo only from the same client', async () => {
    const token = await signInto(service, product, person)
    const ask = async (apiKey: string): Promise<Answer> =>
      service.call('/auth/userinfo', { headers: { ...bearer(token), 'X-API-Key': apiKey } })
    expect((await ask(key)).status).toBe(200)
    expect(problemIn(await ask(await addApiKey(service, other)))).toBe(
      '403 forbidden session_client_mismatch',
    )
    expect(problemIn(await ask('lgk_s_unknown'))).toBe('401 unauthorized api_key_invalid')
  })
})
