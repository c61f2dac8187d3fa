import type { RegisteredPerson } from '@lgc/person'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { internalIdsIn } from '../support/answer-checker.ts'
import { databases } from '../support/databases.ts'
import { type Answer, type Service, testConfig } from '../support/service.ts'
import {
  addApiKey,
  addPerson,
  addProduct,
  codeFor,
  exchange,
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
  testPassword,
  valueOf,
  verify,
} from '../support/signing-in.ts'

const logs = ['audit_log', 'security_log', 'request_log'] as const

describe.each(databases)('what is kept, on $name', ({ create }) => {
  let service: Service
  beforeAll(async () => {
    service = await openJourney(create)
  })
  afterAll(() => service.close())

  const keyRow = (prefix: string) =>
    service.db.selectFrom('api_keys').select(['xid', 'last_used_at']).where('key_prefix', '=', prefix)
  const count = async (table: 'persons' | 'sessions' | 'audit_log' | 'consent_records'): Promise<number> => {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(
      service.db,
    )
    return Number(rows[0]?.n)
  }

  it('E72 takes with a person everything that hangs on it, and leaves the trail', async () => {
    const gone = await addPerson(service)
    const product = await addProduct(service)
    const { xid } = gone.person
    const order = { personXid: xid, clientId: product.client.clientId, accessLevel: 'member' }
    valueOf(await service.core.createGrant(order, testCaller))
    const [browser, token] = [await logIn(service, gone), await verify(service, gone)]
    const session = await signInto(service, product, gone)
    const code = await codeFor(service, product, browser)
    const trail = service.db.selectFrom('audit_log').select('action').where('agent_xid', '=', xid)
    const before = await trail.execute()

    await service.db.deleteFrom('persons').where('xid', '=', xid).execute()

    for (const table of ['identities', 'sessions', 'authorization_codes'] as const) {
      const left = await sql`select 1 from ${sql.table(table)}
        where person_id not in (select id from persons)`.execute(service.db)
      expect(left.rows, table).toEqual([])
    }
    for (const table of ['consent_records', 'person_app_grants'] as const) {
      const left = await sql`select 1 from ${sql.table(table)}
        where person_id not in (select id from persons)`.execute(service.db)
      expect(left.rows, table).toEqual([])
    }
    const key = await addApiKey(service, product)
    expect(problemIn(await readSession(service, key, session))).toBe('401 unauthorized session_not_found')
    expect((await exchange(service, product, code)).body['code']).toBe('authorization_code_invalid')
    const json = requestFor(product, { verification_token: token })
    expect((await service.call('/auth/authorize', { json })).body['code']).toBe('verification_token_stale')
    expect(await trail.execute()).toEqual(before)
    expect(before.length).toBeGreaterThan(4)
  })

  it('E76 notes a request without its query', async () => {
    await service.call('/auth/userinfo?access_token=canary-of-the-query')
    const rows = service.db.selectFrom('request_log').selectAll().where('path', 'like', '/auth/userinfo%')
    await expect
      .poll(async () => (await rows.execute()).map(({ path, status_code }) => [path, status_code]))
      .toContainEqual(['/auth/userinfo', 401])
    expect(JSON.stringify(await rows.execute())).not.toContain('canary-of-the-query')
  })

  it.each(logs)('E77 lets nobody change or cut the %s', async (log) => {
    await service.call('/auth/userinfo', { headers: { 'X-API-Key': 'unknown' } })
    await addPerson(service)
    await expect
      .poll(async () => (await sql`select 1 from ${sql.table(log)}`.execute(service.db)).rows.length)
      .toBeGreaterThan(0)
    const before = (await sql`select * from ${sql.table(log)} order by id`.execute(service.db)).rows
    await expect(
      sql`update ${sql.table(log)} set created_at = 0, request_id = 'forged'`.execute(service.db),
    ).rejects.toThrow('append-only')
    await expect(sql`delete from ${sql.table(log)}`.execute(service.db)).rejects.toThrow('append-only')
    const after = (await sql`select * from ${sql.table(log)} order by id`.execute(service.db)).rows
    expect(after.slice(0, before.length)).toEqual(before)
  })

  it('E78 does nothing that cannot be put on the record', async () => {
    const product = await addProduct(service)
    const person = await addPerson(service)
    const code = await codeFor(service, product, await verify(service, person))
    const token = await verify(service, person)
    const before = [await count('persons'), await count('sessions'), await count('consent_records')]

    await sql`alter table audit_log rename to audit_log_away`.execute(service.db)
    const identity = { type: 'email', identifier: 'unheard@example.com', challenge: testPassword }
    const answers = [
      await service.call('/persons', { json: { name_display: 'Ada', identity } }),
      await exchange(service, product, code),
      await service.call('/auth/login-session', { json: { verification_token: token } }),
    ]
    await sql`alter table audit_log_away rename to audit_log`.execute(service.db)

    expect(answers.map(problemIn)).toEqual(Array.from({ length: 3 }, () => '500 server_error server_error'))
    expect(answers[2]?.headers.get('set-cookie')).toBeNull()
    expect([await count('persons'), await count('sessions'), await count('consent_records')]).toEqual(before)
    expect((await exchange(service, product, code)).status).toBe(200)
  })

  it('E79 writes no row number into a token, a log or an answer', async () => {
    const person = await addPerson(service)
    const payload = (await verify(service, person)).split('.')[2] ?? ''
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
    expect(claims).toMatchObject({ sub: person.person.xid, idn: person.identity.xid })
    for (const name of ['sub', 'idn', 'jti']) expect(claims[name]).toMatch(/^[0-9a-v]{20}$/)

    const audit = await service.db.selectFrom('audit_log').select(['target_xid', 'metadata']).execute()
    const security = await service.db.selectFrom('security_log').select('details').execute()
    for (const { target_xid } of audit) expect(target_xid).toMatch(/^[0-9a-v]{20}$/)
    const details = [...audit.map(({ metadata }) => metadata), ...security.map((row) => row.details)]
    expect(internalIdsIn(details.map((text) => JSON.parse(text) as unknown))).toEqual([])
  })

  it('E80 notes the use of an API key once a minute at most, and never backwards', async () => {
    const product = await addProduct(service)
    const key = await addApiKey(service, product)
    const prefix = key.slice(0, 12)
    const lastUse = async (): Promise<number | null> => {
      await readSession(service, key, null)
      return (await keyRow(prefix).executeTakeFirstOrThrow()).last_used_at
    }
    expect((await keyRow(prefix).executeTakeFirstOrThrow()).last_used_at).toBeNull()
    const first = await lastUse()
    expect(first).toBe(service.clock.now())
    service.clock.pass(59)
    expect(await lastUse()).toBe(first)
    service.clock.pass(1)
    expect(await lastUse()).toBe(Number(first) + 60_000)
    service.clock.pass(-3600)
    expect(await lastUse()).toBe(Number(first) + 60_000)
    service.clock.pass(3600)
  })

  it('E81 refuses a revoked key, an expired one and the key of an inactive client', async () => {
    const product = await addProduct(service)
    const invalid = '401 unauthorized api_key_invalid'
    const revoked = await addApiKey(service, product)
    const { xid } = await keyRow(revoked.slice(0, 12)).executeTakeFirstOrThrow()
    valueOf(await service.core.revokeApiKey(xid, testCaller))
    const answer = await readSession(service, revoked, null)
    expect(problemIn(answer)).toBe(invalid)
    expect(await suspicionsOf(service, answer)).toEqual(['api_key_invalid'])

    const { clientId } = product.client
    const order = { clientId, name: 'short', role: 'service', expiresAt: service.clock.now() } as const
    const { key: expired } = valueOf(await service.core.createApiKey(order, testCaller))
    expect(problemIn(await readSession(service, expired, null))).toBe(invalid)

    const idle = await addApiKey(service, product)
    valueOf(await service.core.switchClient({ clientId, isActive: false }, testCaller))
    expect(problemIn(await readSession(service, idle, null))).toBe(invalid)
  })

  it('E84 takes a session from the future for active, and moves its times never backwards', async () => {
    const product = await addProduct(service)
    const key = await addApiKey(service, product)
    const person: RegisteredPerson = await addPerson(service)
    service.clock.pass(600)
    const token = await signInto(service, product, person)
    const verification = await verify(service, person)
    const code = await codeFor(service, product, verification)
    const read = async (): Promise<Record<string, unknown>> => {
      const answer = await readSession(service, key, token)
      expect(answer.status).toBe(200)
      return memberOf(answer.body, 'session')
    }
    const before = await read()
    service.clock.pass(-600)
    expect(await read()).toEqual(before)
    const json = requestFor(product, { verification_token: verification })
    expect((await service.call('/auth/authorize', { json })).body['expires_in']).toBe(600)
    expect((await exchange(service, product, code)).body).toMatchObject({
      expires_in: 86_400,
      idle_timeout: 7200,
    })
  })

  it('E85 rehashes at the next right password when argon2 is made harder', async () => {
    const person = await addPerson(service)
    const hash = async (): Promise<string> => {
      const row = service.db
        .selectFrom('identities')
        .select('challenge')
        .where('xid', '=', person.identity.xid)
      return String((await row.executeTakeFirstOrThrow()).challenge)
    }
    const before = await hash()
    expect(before).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/)
    const sameDatabase = async () => ({ url: service.url, drop: async () => {} })
    const argon2 = { ...testConfig.argon2, memoryInKibibytes: 128, iterations: 2 }
    const harder = await openJourney(sameDatabase, { argon2 })
    const attempt = (password: string): Promise<Answer> =>
      harder.call('/auth/verify', {
        json: { method: 'password', identifier: person.identity.identifier, password },
      })
    expect((await attempt('wrong')).status).toBe(401)
    expect(await hash()).toBe(before)
    const verified = await attempt(testPassword)
    expect(await hash()).toMatch(/^\$argon2id\$v=19\$m=128,t=2,p=1\$/)
    const json = { verification_token: verified.body['verification_token'] }
    expect((await harder.call('/auth/login-session', { json })).status).toBe(201)
    const after = await hash()
    await attempt(testPassword)
    expect(await hash()).toBe(after)
    await harder.close()
  })

  it.each([
    ['a foreign origin', { Origin: 'https://evil.example' }],
    ['a look-alike', { Origin: `${issuer}.evil.example` }],
    ['another port', { Origin: 'http://localhost:3101' }],
    ['https for http', { Origin: 'https://localhost:3100' }],
    ['the origin null', { Origin: 'null' }],
    ['no origin', {}],
    ['no origin, from another site', { 'Sec-Fetch-Site': 'cross-site' }],
  ])('E82 does nothing for a browser with the cookie and %s', async (_, headers) => {
    const person = await addPerson(service)
    const product = await addProduct(service)
    const browser = await logIn(service, person)
    const verification_token = await verify(service, person)
    const consent = requestFor(product, { approved: true, approved_scopes: ['openid'] })
    const foreign = { Cookie: browser.Cookie, ...headers }
    const before = [await count('sessions'), await count('consent_records'), await count('audit_log')]
    const answers = [
      await service.call('/auth/authorize', { json: requestFor(product), headers: foreign }),
      await service.call('/auth/consent', { json: consent, headers: foreign }),
      await service.call('/auth/login-session', { json: { verification_token }, headers: foreign }),
      await service.call('/auth/session', { method: 'DELETE', headers: foreign }),
    ]
    for (const answer of answers) {
      expect(problemIn(answer)).toBe('403 forbidden origin_not_allowed')
      expect(await suspicionsOf(service, answer)).toEqual(['origin_rejected'])
      expect(answer.headers.get('set-cookie')).toBeNull()
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    }
    expect([await count('sessions'), await count('consent_records'), await count('audit_log')]).toEqual(
      before,
    )
  })
})
