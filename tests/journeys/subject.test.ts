import { createHmac } from 'node:crypto'
import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Answer, type Service, testConfig } from '../support/service.ts'
import {
  type Browser,
  type Product,
  addPerson,
  addProduct,
  codeFor,
  logIn,
  memberOf,
  openJourney,
  problemIn,
  requestFor,
  suspicionsOf,
  testCaller,
  testPassword,
  textOf,
  valueOf,
  verify,
} from '../support/signing-in.ts'

const invalid = '401 login_required verification_token_invalid'
const stale = '401 login_required verification_token_stale'

describe.each(databases)('who is signing in, on $name', ({ create }) => {
  let service: Service
  let product: Product
  let person: RegisteredPerson
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addProduct(service, { isFirstParty: true })
    person = await addPerson(service)
  })
  afterAll(() => service.close())

  const ask = (
    proof: string | Browser | null,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<Answer> =>
    typeof proof === 'object' && proof !== null
      ? service.call('/auth/authorize', { json: requestFor(product, more), headers: proof })
      : service.call('/auth/authorize', {
          json: requestFor(product, { verification_token: proof ?? undefined, ...more }),
        })

  const rowsOf = async ({ Cookie }: Browser): Promise<number> => {
    const session = await service.core.whoIsHere(Cookie.slice('lgc_session='.length))
    return session === undefined ? 0 : 1
  }

  const setStatus = (
    status: 'active' | 'suspended',
    { person: { xid } }: RegisteredPerson,
  ): Promise<unknown> => service.db.updateTable('persons').set({ status }).where('xid', '=', xid).execute()

  const parts = (token: string): [string, string, string, string] =>
    token.split('.') as [string, string, string, string]

  it('E11 takes a verification token for 4:59 and not at 5:00', async () => {
    const token = await verify(service, person)
    service.clock.pass(299)
    expect((await ask(token)).status).toBe(200)
    service.clock.pass(1)
    const late = await ask(token)
    expect(problemIn(late)).toBe('401 login_required verification_token_expired')
    expect(await suspicionsOf(service, late)).toEqual(['verification_token_expired'])
  })

  it('E12 refuses a token with any one byte flipped', async () => {
    const token = await verify(service, person)
    for (let at = 0; at < token.length; at += 7) {
      const flipped = String.fromCodePoint(token.charCodeAt(at) ^ 1)
      const answer = await ask(token.slice(0, at) + flipped + token.slice(at + 1))
      expect(problemIn(answer), `byte ${at}`).toBe(invalid)
    }
  })

  it('E12 refuses a second spelling of the same signature', async () => {
    const token = await verify(service, person)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = alphabet.indexOf(token.slice(-1))
    expect(problemIn(await ask(token.slice(0, -1) + alphabet[last ^ 1]))).toBe(invalid)
  })

  it('E12 refuses another kid, another key, another version, a cut token and no token at all', async () => {
    const [version, kid, payload, mac] = parts(await verify(service, person))
    const foreignMac = createHmac('sha256', 'a key that is not ours').update(payload).digest('base64url')
    const forged = [
      `${version}.other.${payload}.${mac}`,
      `${version}.${kid}.${payload}.${foreignMac}`,
      `v2.${kid}.${payload}.${mac}`,
      `${version}.${kid}.${payload}`,
      `${version}.${kid}.${payload}.`,
      `${version}.${kid}.${payload}.${mac.slice(0, 20)}`,
      `${version}.${kid}.${payload}.${mac}x`,
      `${version}.__proto__.${payload}.${mac}`,
      ` ${version}.${kid}.${payload}.${mac}`,
      '',
      'null',
    ]
    for (const token of forged) expect(problemIn(await ask(token)), token).toBe(invalid)
    expect(await suspicionsOf(service, await ask('v1.x.y.z'))).toEqual(['verification_token_invalid'])
  })

  it('E12 takes tokens of every key that is configured, so that keys can be rotated', async () => {
    const token = await verify(service, person)
    const next = { kid: 'next', secret: 'the-next-verification-key-of-the-tests' }
    const sameDatabase = async () => ({ url: service.url, drop: async () => {} })
    const verificationKeys = [next, ...testConfig.verificationKeys]
    const rotated = await openJourney(sameDatabase, { verificationKeys })
    const json = requestFor(product, { verification_token: token })
    expect((await rotated.call('/auth/authorize', { json })).status).toBe(200)
    expect(parts(await verify(rotated, person))[1]).toBe('next')
    await rotated.close()
  })

  it('E13 refuses a token that is older than the password', async () => {
    const changed = await addPerson(service)
    const token = await verify(service, changed)
    const named = valueOf(service.core.parseIdentifier(changed.identity.identifier))
    const order = { realmXid: changed.person.realmXid, named, password: 'another horse battery' }
    valueOf(await service.core.setPassword(order, testCaller))
    const answer = await ask(token)
    expect(problemIn(answer)).toBe(stale)
    expect(await suspicionsOf(service, answer)).toEqual(['verification_token_invalid'])
  })

  it('E14 refuses the token of a person who is gone', async () => {
    const gone = await addPerson(service)
    const token = await verify(service, gone)
    await service.db.deleteFrom('persons').where('xid', '=', gone.person.xid).execute()
    expect(problemIn(await ask(token))).toBe(stale)
    const json = { verification_token: token }
    expect(problemIn(await service.call('/auth/login-session', { json }))).toBe(stale)
  })

  it('E16 goes by the token when token and cookie name two people, and leaves the cookie alone', async () => {
    const browser = await logIn(service, person)
    const other = await addPerson(service)
    const token = await verify(service, other)
    const json = requestFor(product, { verification_token: token })
    const answer = await service.call('/auth/authorize', { json, headers: browser })
    const code = textOf(answer, 'code')
    const session = await service.call('/auth/token', {
      json: {
        grant_type: 'authorization_code',
        code,
        redirect_uri: json['redirect_uri'],
        client_id: product.client.clientId,
        client_secret: product.secret,
      },
    })
    expect(session.body['person_xid']).toBe(other.person.xid)
    expect(await rowsOf(browser)).toBe(1)

    const login = await service.call('/auth/login-session', {
      json: { verification_token: token },
      headers: browser,
    })
    expect(memberOf(login.body, 'session')['person_xid']).toBe(other.person.xid)
    expect(await rowsOf(browser)).toBe(0)
  })

  it('E17 ends a login session that was idle for two hours sharp, and takes the cookie back', async () => {
    const browser = await logIn(service, person)
    service.clock.pass(7199)
    expect((await ask(browser)).status).toBe(200)
    service.clock.pass(7200)
    const answer = await ask(browser)
    expect(problemIn(answer)).toBe('401 login_required login_required')
    expect(answer.body['details']).toEqual({ reason: 'session_idle_timeout' })
    expect(answer.headers.get('set-cookie')).toBe('lgc_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax')
    const again = await ask(browser)
    expect(again.body['details']).toEqual({ reason: 'no_session' })
  })

  it('E18 ends a login session after 24 hours sharp, however busy it is', async () => {
    const browser = await logIn(service, person)
    for (let hour = 1; hour < 24; hour++) {
      service.clock.pass(3600)
      expect((await ask(browser)).status, `after ${hour} hours`).toBe(200)
    }
    service.clock.pass(3599)
    expect((await ask(browser)).status).toBe(200)
    service.clock.pass(1)
    expect((await ask(browser)).body['details']).toEqual({ reason: 'session_expired' })
  })

  it('E19 lets no suspended person in, whether by token or by cookie', async () => {
    const suspended = await addPerson(service)
    const browser = await logIn(service, suspended)
    const token = await verify(service, suspended)
    await setStatus('suspended', suspended)
    const loginSession = await service.call('/auth/login-session', { json: { verification_token: token } })
    for (const answer of [await ask(token), await ask(browser), loginSession]) {
      expect(problemIn(answer)).toBe('403 access_denied person_suspended')
      expect(await suspicionsOf(service, answer)).toEqual(['suspended_login_attempt'])
    }
  })

  it('E19 ends every session with the suspension, and gives none back with the reinstatement', async () => {
    const suspended = await addPerson(service)
    const browser = await logIn(service, suspended)
    const code = await codeFor(service, product, browser)
    const personXid = suspended.person.xid
    valueOf(await service.core.switchPerson({ personXid, status: 'suspended', reason: null }, testCaller))
    valueOf(await service.core.switchPerson({ personXid, status: 'active', reason: null }, testCaller))
    expect((await ask(browser)).body['details']).toEqual({ reason: 'no_session' })
    const codes = service.db
      .selectFrom('authorization_codes')
      .select('xid')
      .where('person_id', '=', (eb) => eb.selectFrom('persons').select('id').where('xid', '=', personXid))
    expect(code).toMatch(/^lgac_/)
    expect(await codes.execute()).toEqual([])
  })

  it('E20 tells of a suspension only to whoever knows the password', async () => {
    const suspended = await addPerson(service)
    await setStatus('suspended', suspended)
    const { identifier } = suspended.identity
    const attempt = (password: string): Promise<Answer> =>
      service.call('/auth/verify', { json: { method: 'password', identifier, password } })
    const wrong = await attempt('not the password')
    expect(problemIn(wrong)).toBe('401 unauthorized credentials_invalid')
    expect(await suspicionsOf(service, wrong)).toEqual(['verify_failed'])
    expect(problemIn(await attempt(testPassword))).toBe('403 access_denied person_suspended')
  })

  it('E36 answers prompt=none without a cookie or a consent by an error, and shows nothing', async () => {
    const none = { prompt: 'none' }
    const anonymous = await ask(null, none)
    expect(problemIn(anonymous)).toBe('401 login_required login_required')
    const strict = await addProduct(service)
    const headers = await logIn(service, person)
    const json = requestFor(strict, none)
    const unconsented = await service.call('/auth/authorize', { json, headers })
    expect(problemIn(unconsented)).toBe('400 consent_required consent_required')
    expect((await ask(headers, none)).status).toBe(200)
  })

  it('E37 asks for a fresh proof with prompt=login, whatever the cookie says', async () => {
    const browser = await logIn(service, person)
    const byCookie = await ask(browser, { prompt: 'login' })
    expect(problemIn(byCookie)).toBe('401 login_required login_required')
    expect(byCookie.body['details']).toEqual({ reason: 'not_fresh' })
    expect(byCookie.headers.get('set-cookie')).toBeNull()
    expect((await ask(await verify(service, person), { prompt: 'login' })).status).toBe(200)
  })

  it('E37 asks for a fresh proof when the last one is older than max_age', async () => {
    const browser = await logIn(service, person)
    service.clock.pass(59)
    expect((await ask(browser, { max_age: 60 })).status).toBe(200)
    service.clock.pass(1)
    expect((await ask(browser, { max_age: 60 })).body['details']).toEqual({ reason: 'not_fresh' })
    expect((await ask(browser, { max_age: 0 })).body['details']).toEqual({ reason: 'not_fresh' })
    expect((await ask(await verify(service, person), { max_age: 0 })).status).toBe(200)
  })

  it('never adopts a login token that the browser brought along', async () => {
    const planted = `lgl_${'A'.repeat(43)}`
    const headers = { Cookie: `lgc_session=${planted}`, Origin: 'http://localhost:3100' }
    const json = { verification_token: await verify(service, person) }
    const answer = await service.call('/auth/login-session', { json, headers })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('set-cookie')).not.toContain(planted)
    expect((await ask({ ...headers, Cookie: `lgc_session=${planted}` })).status).toBe(401)
  })
})
