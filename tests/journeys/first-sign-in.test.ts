import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  type Browser,
  type Product,
  addApiKey,
  addProduct,
  browserWith,
  codeFor,
  exchange,
  loginTokenIn,
  memberOf,
  openJourney,
  problemIn,
  readSession,
  redirectUri,
  requestFor,
  textOf,
} from '../support/signing-in.ts'

const identifier = 'ada.lovelace@example.com'
const password = 'canary of the password'

/** The steps build on one another: each goes on where the one before it ended. */
describe.each(databases)('the first sign-in of a person, on $name', ({ create }) => {
  let service: Service
  let bar: Product
  let foo: Product
  let keyOfBar: string
  let keyOfFoo: string
  let personXid: string
  let verificationToken: string
  let code: string
  let browser: Browser
  let sessionAtBar: string
  let sessionAtFoo: string
  const secrets: string[] = [password]

  beforeAll(async () => {
    service = await openJourney(create)
    bar = await addProduct(service, { secret: 'lgcs_canary-of-the-secret-of-bar' })
    foo = await addProduct(service, { secret: 'lgcs_canary-of-the-secret-of-foo', isFirstParty: true })
    keyOfBar = await addApiKey(service, bar)
    keyOfFoo = await addApiKey(service, foo)
    secrets.push(String(bar.secret), String(foo.secret), keyOfBar, keyOfFoo)
  })
  afterAll(() => service.close())

  const authorize = (of: Product, more: object, headers = {}): Promise<Answer> =>
    service.call('/auth/authorize', { json: requestFor(of, { state: 'xyz', ...more }), headers })
  const count = async (table: 'sessions' | 'consent_records' | 'authorization_codes'): Promise<number> =>
    (await service.db.selectFrom(table).select('xid').execute()).length

  it('registers', async () => {
    const identity = { type: 'email', identifier: 'Ada.Lovelace@Example.com', challenge: password }
    const answer = await service.call('/persons', { json: { name_display: 'Ada', identity } })
    expect(answer.status).toBe(201)
    personXid = String(memberOf(answer.body, 'person')['xid'])
  })

  it('is told how to prove who she is', async () => {
    const json = { identifier: 'ADA.LOVELACE@example.com', client_id: bar.client.clientId }
    const answer = await service.call('/auth/identify', { json })
    expect(answer.body).toMatchObject({ type: 'email', challenge_method: 'password', identifier })
  })

  it('mistypes the password once, and then proves it', async () => {
    const attempt = (typed: string): Promise<Answer> =>
      service.call('/auth/verify', { json: { method: 'password', identifier, password: typed } })
    expect(problemIn(await attempt('canary of the passwort'))).toBe('401 unauthorized credentials_invalid')
    const answer = await attempt(password)
    expect(answer.body).toMatchObject({ expires_in: 300, person_xid: personXid, amr: ['pwd'] })
    verificationToken = textOf(answer, 'verification_token')
    secrets.push('canary of the passwort', verificationToken)
  })

  it('has to be asked first', async () => {
    const answer = await authorize(bar, { verification_token: verificationToken })
    expect(answer.body).toMatchObject({ status: 'consent_required', state: 'xyz' })
    expect(await count('authorization_codes')).toBe(0)
  })

  it('consents', async () => {
    const more = { approved: true, approved_scopes: ['openid', 'profile'], state: 'xyz' }
    const json = requestFor(bar, { ...more, verification_token: verificationToken })
    const answer = await service.call('/auth/consent', { json })
    code = textOf(answer, 'code')
    secrets.push(code)
    expect(answer.body['redirect_to']).toBe(
      `${redirectUri}?code=${code}&state=xyz&iss=http%3A%2F%2Flocalhost%3A3100`,
    )
  })

  it('is kept in this browser', async () => {
    const json = { verification_token: verificationToken }
    const answer = await service.call('/auth/login-session', { json })
    expect(answer.status).toBe(201)
    expect(memberOf(answer.body, 'session')).toMatchObject({ kind: 'login', person_xid: personXid })
    expect(answer.headers.get('set-cookie')).toMatch(
      /^lgc_session=lgl_[A-Za-z0-9_-]{43}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    const token = loginTokenIn(answer)
    expect(JSON.stringify(answer.body)).not.toContain(token)
    secrets.push(token)
    browser = browserWith(token)
  })

  it('is signed in to the first product', async () => {
    const answer = await exchange(service, bar, code)
    expect(answer.body).toMatchObject({ scope: 'openid profile', person_xid: personXid })
    sessionAtBar = textOf(answer, 'session_token')
    secrets.push(sessionAtBar)
    const session = await readSession(service, keyOfBar, sessionAtBar)
    expect(session.body).toMatchObject({
      person: { xid: personXid },
      client_id: bar.client.clientId,
      grant: null,
      session: { xid: answer.body['session_xid'], kind: 'app', scopes: ['openid', 'profile'] },
    })
  })

  it('is told to the product as far as she consented', async () => {
    const headers = { Authorization: `Bearer ${sessionAtBar}` }
    const answer = await service.call('/auth/userinfo', { headers })
    expect(answer.body).toEqual({ sub: personXid, name: 'Ada', updated_at: 1_800_000_000 })
  })

  it('enters a second product without a password', async () => {
    const answer = await authorize(foo, {}, browser)
    expect(answer.body).toMatchObject({ status: 'authorized', scopes: ['openid', 'profile'] })
    const exchanged = await exchange(service, foo, textOf(answer, 'code'))
    sessionAtFoo = textOf(exchanged, 'session_token')
    secrets.push(textOf(answer, 'code'), sessionAtFoo)
    expect((await readSession(service, keyOfFoo, sessionAtFoo)).status).toBe(200)
    expect(await count('sessions')).toBe(3)
  })

  it('signs out of the first product alone', async () => {
    const headers = { Authorization: `Bearer ${sessionAtBar}` }
    expect((await service.call('/auth/session', { method: 'DELETE', headers })).status).toBe(204)
    const over = await readSession(service, keyOfBar, sessionAtBar)
    expect(problemIn(over)).toBe('401 unauthorized session_not_found')
    expect((await readSession(service, keyOfFoo, sessionAtFoo)).status).toBe(200)
  })

  it('enters the first product again, without a question', async () => {
    const answer = await authorize(bar, {}, browser)
    const exchanged = await exchange(service, bar, textOf(answer, 'code'))
    sessionAtBar = textOf(exchanged, 'session_token')
    secrets.push(textOf(answer, 'code'), sessionAtBar)
    expect((await readSession(service, keyOfBar, sessionAtBar)).status).toBe(200)
  })

  it('signs out everywhere', async () => {
    const answer = await service.call('/auth/session?scope=all', { method: 'DELETE', headers: browser })
    expect(answer.status).toBe(204)
    expect((await readSession(service, keyOfBar, sessionAtBar)).status).toBe(401)
    expect((await readSession(service, keyOfFoo, sessionAtFoo)).status).toBe(401)
    const next = await authorize(bar, {}, browser)
    expect(problemIn(next)).toBe('401 login_required login_required')
    expect(await count('sessions')).toBe(0)
  })

  it('leaves a trail of all that, in order', async () => {
    const rows = await service.db
      .selectFrom('audit_log')
      .select(['action', 'agent_type', 'ip_address'])
      .where('agent_type', '=', 'person')
      .orderBy('id')
      .execute()
    expect(rows.map(({ action }) => action)).toEqual([
      'person.created',
      'identity.created',
      'identity.verified',
      'consent.recorded',
      'authorization_code.issued',
      'session.created',
      'authorization_code.exchanged',
      'session.created',
      'consent.auto_granted',
      'authorization_code.issued',
      'authorization_code.exchanged',
      'session.created',
      'session.revoked',
      'authorization_code.issued',
      'authorization_code.exchanged',
      'session.created',
      'session.revoked',
    ])
    expect(new Set(rows.map(({ ip_address }) => ip_address))).toEqual(new Set(['203.0.113.9']))
    const silent = service.db
      .selectFrom('audit_log')
      .select('target_xid')
      .where('action', '=', 'consent.auto_granted')
    expect(await silent.execute()).toEqual([{ target_xid: personXid }])
  })

  it('leaves what was refused in the security log, with the identifier masked', async () => {
    const rows = await service.db.selectFrom('security_log').selectAll().orderBy('id').execute()
    expect(rows.map(({ event_type }) => event_type)).toEqual([
      'verify_failed',
      'session_refused',
      'session_refused',
      'session_refused',
      'authorization_refused',
    ])
    expect(rows[0]).toMatchObject({ identifier: 'a***@example.com' })
    expect(rows[0]?.identifier_hmac).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(rows)).not.toContain(identifier)
  })

  it('leaves one consent for each product and codes that were all used', async () => {
    expect(await count('consent_records')).toBe(2)
    const codes = await service.db.selectFrom('authorization_codes').select('used_at').execute()
    expect(codes.map(({ used_at }) => used_at !== null)).toEqual([true, true, true])
  })

  it('leaves no raw secret in any table', async () => {
    const code = await codeFor(service, bar, await secondVerification())
    secrets.push(code, textOf(await exchange(service, bar, code), 'session_token'))
    await service.call('/auth/userinfo', { headers: { Authorization: `Bearer ${secrets.at(-1) ?? ''}` } })
    await expect.poll(async () => (await dump('request_log')).includes('/auth/userinfo')).toBe(true)

    const tables = await service.db.introspection.getTables()
    const names = tables.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['persons', 'sessions', 'api_keys', 'request_log']))
    const everything = (await Promise.all(names.map(dump))).join('\n')
    expect(everything).toContain(identifier)
    expect(secrets.length).toBeGreaterThan(14)
    for (const secret of secrets) expect(everything).not.toContain(secret)
    for (const secret of secrets) expect(everything).not.toContain(secret.slice(secret.indexOf('_') + 1))
  })

  const secondVerification = async (): Promise<string> => {
    const json = { method: 'password', identifier, password }
    const token = textOf(await service.call('/auth/verify', { json }), 'verification_token')
    secrets.push(token)
    return token
  }

  const dump = async (table: string): Promise<string> =>
    JSON.stringify((await sql`select * from ${sql.table(table)}`.execute(service.db)).rows)
})
