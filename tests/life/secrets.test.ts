import { randomBytes } from 'node:crypto'
import { defaultOAuthSettings } from '@lgc/client'
import { type Tables, compose } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { type Database, open } from '@lgc/sql'
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, databases } from '../support/databases.ts'
import {
  type ApiProcess,
  type Outgoing,
  type Reply,
  environmentFor,
  startApi,
  tallyOf,
} from '../support/processes.ts'
import { addClient, testCaller, testSettings, valueOf } from '../support/world.ts'

const redirectUri = 'https://app.example/callback'
const origin = testSettings.issuer
const html = { Accept: 'text/html' }

/** A secret that nothing else looks like. */
function canary(before = ''): string {
  return `${before}canary${randomBytes(16).toString('hex')}`
}

describe.each(databases)('secrets on $name', ({ create }) => {
  const secrets = new Set<string>()
  let fresh: FreshDatabase
  let database: Database<Tables>
  let service: ApiProcess
  let publicClientId: string
  let stopped = false

  const keep = (secret: unknown): string => {
    secrets.add(String(secret))
    return String(secret)
  }
  const identifierKey = keep(canary('hmac-'))
  const verificationKey = keep(canary('verification-'))
  const clientSecret = keep(canary('lgcs_'))
  const serviceKey = keep(canary('lgk_s_'))
  const password = keep(canary('right '))

  beforeAll(async () => {
    fresh = await create()
    database = open<Tables>(fresh.url)
    await migrate(database)
    const core = compose(database, { ...testSettings, identifierHmacKey: identifierKey })
    publicClientId = (await addClient({ core }, { isFirstParty: false })).clientId
    const settings = await core.queries.clients.find(publicClientId)
    if (!settings) throw new Error('the client is missing')
    const registration = { clientId: 'shop', realm: 'default', secret: clientSecret }
    valueOf(
      await core.registerClient(
        {
          ...registration,
          settings: { ...settings, isFirstParty: true, oauth: defaultOAuthSettings(true) },
        },
        testCaller,
      ),
    )
    const order = { clientId: 'shop', name: 'sessions', role: 'service', expiresAt: null } as const
    valueOf(await core.createApiKey({ ...order, key: serviceKey }, testCaller))
    service = await startApi({
      ...environmentFor(fresh.url),
      LOG_LEVEL: 'trace',
      LGC_IDENTIFIER_HMAC_KEY: identifierKey,
      LGC_VERIFICATION_KEYS: `key:${verificationKey}`,
    })
  }, 30_000)
  afterAll(async () => {
    if (!stopped) await service.stop()
    await database.db.destroy()
    await fresh.drop()
  })

  const post = (path: string, json: unknown, headers: Outgoing['headers'] = {}): Promise<Reply> =>
    service.call(path, { json, headers })

  const verify = (identifier: string, typed: string): Promise<Reply> =>
    post('/auth/verify', { method: 'password', identifier, password: typed })

  const exchange = (code: string, secret: string): Promise<Reply> => {
    const proof = { client_id: 'shop', client_secret: secret }
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...proof }
    return service.call('/auth/token', { form })
  }

  const session = (key: string, token: string): Promise<Reply> =>
    service.call('/auth/session', { headers: { 'X-API-Key': key, Authorization: `Bearer ${token}` } })

  const authorization = { client_id: 'shop', redirect_uri: redirectUri, scope: 'openid profile' }

  it('survive the JSON flow and its mistakes', async () => {
    const identity = { type: 'email', identifier: 'ada@example.com', challenge: password }
    expect((await post('/persons', { name_display: 'Ada', identity })).status).toBe(201)
    expect((await verify('ada@example.com', keep(canary('wrong ')))).status).toBe(401)
    const proof = keep((await verify('ada@example.com', password)).body['verification_token'])
    const login = await post('/auth/login-session', { verification_token: proof })
    const cookie = keep(/lgc_session=([^;]+)/.exec(String(login.headers['set-cookie']))?.[1])
    const browser = { Cookie: `lgc_session=${cookie}`, Origin: origin }
    const code = keep((await post('/auth/authorize', authorization, browser)).body['code'])
    expect((await exchange(code, keep(canary('lgcs_')))).status).toBe(401)
    const token = keep((await exchange(code, clientSecret)).body['access_token'])
    expect((await session(serviceKey, token)).status).toBe(200)
    expect((await session(keep(canary('lgk_s_')), token)).status).toBe(401)
    expect((await session(serviceKey, cookie)).status).toBe(403)
    expect((await session(serviceKey, keep(canary('lgs_')))).status).toBe(401)
    const bearer = { Authorization: `Bearer ${token}` }
    expect((await service.call('/auth/userinfo', { headers: bearer })).status).toBe(200)
    expect((await exchange(code, clientSecret)).body['code']).toBe('authorization_code_used')
    const forged = `${proof.slice(0, -4)}AAAA`
    expect((await post('/auth/authorize', { ...authorization, verification_token: forged })).status).toBe(401)
    const elsewhere = { ...browser, Origin: 'https://evil.example' }
    expect((await post('/auth/authorize', authorization, elsewhere)).status).toBe(403)
    expect((await service.call('/auth/session', { method: 'DELETE', headers: browser })).status).toBe(204)
  })

  it('survive being put where they do not belong', async () => {
    const token = keep(`lgs_${canary()}`)
    const code = keep(`lgac_${canary()}`)
    const wrongPlaces = await Promise.all([
      post('/auth/identify', { identifier: password }),
      verify(password, 'ada@example.com'),
      verify(keep(canary('P@ss word ')), password),
      post('/auth/verify', { method: 'password', identifier: 'ada@example.com', [keep(canary('pw'))]: 'x' }),
      post('/persons', {
        name_display: 'Ada',
        identity: { type: 'email', identifier: password, challenge: password },
      }),
      post(`/auth/token?code=${code}&client_secret=${clientSecret}`, {}),
      post('/auth/token', { grant_type: password, code, redirect_uri: redirectUri, client_id: clientSecret }),
      post('/auth/authorize', { ...authorization, client_id: token }),
      post('/auth/authorize', { ...authorization, state: 1, verification_token: code }),
      service.call(`/auth/session/${token}`),
      service.call(`/auth/session/${token}`, { headers: html }),
      service.call(`/persons/${encodeURIComponent(password)}`, { method: 'DELETE' }),
      service.call(`/${serviceKey}/${cookieLike(token)}`, { headers: html }),
      service.call(`/auth/session?access_token=${token}`, { headers: { 'X-API-Key': token } }),
      service.call(`/login?code=${code}&password=${encodeURIComponent(password)}`, { headers: html }),
      service.call(`/login?flow=${token}`, { headers: html }),
      service.call('/', {
        headers: { ...html, Cookie: `${token}=1; lgc_session=${code}; lgc_browser=${token}` },
      }),
      service.call('/auth/userinfo', { headers: { Authorization: `Basic ${btoa(`shop:${clientSecret}`)}` } }),
      service.call('/auth/userinfo', { headers: { Authorization: password } }),
      service.call('/auth/verify', { method: 'POST', headers: { 'Content-Type': token } }),
      service.call('/auth/identify', { form: { identifier: password } }),
    ])
    expect(wrongPlaces.filter(({ status }) => status >= 500)).toEqual([])
    expect(wrongPlaces.filter(({ status }) => status < 300).length).toBeLessThanOrEqual(1)
  })

  it('survive the pages', async () => {
    const jar = new Map<string, string>()
    const visit = async (path: string, form?: Readonly<Record<string, string>>): Promise<Reply> => {
      const cookies = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = { ...html, Origin: origin, Cookie: cookies }
      const reply = await service.call(path, form ? { form, headers } : { headers })
      for (const set of reply.headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
        if (value !== '') jar.set(name, keep(value))
      }
      return reply
    }
    const hidden = ({ text }: Reply, name: string): string =>
      new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ''
    const fill = (page: Reply, path: string, fields: Readonly<Record<string, string>>): Promise<Reply> =>
      visit(path, { csrf: keep(hidden(page, 'csrf')), flow: hidden(page, 'flow'), ...fields })
    const follow = ({ headers }: Reply): Promise<Reply> => visit(headers.location ?? '/nowhere')

    const pkce = `code_challenge=${'A'.repeat(43)}&code_challenge_method=S256`
    const asked = `client_id=${publicClientId}&redirect_uri=${encodeURIComponent(redirectUri)}&scope=openid+email`
    const first = await follow(await visit(`/login?response_type=code&${asked}&${pkce}`))
    expect((await fill(first, '/login', { identifier: password })).status).toBe(422)
    const challenge = await follow(await fill(first, '/login', { identifier: 'ada@example.com' }))
    expect((await fill(challenge, '/login/verify', { password: keep(canary('wrong ')) })).status).toBe(422)
    const consent = await follow(await fill(challenge, '/login/verify', { password }))
    const decided = await fill(consent, '/consent', { decision: 'approve', approved_scopes: 'openid' })
    const code = keep(new URL(String(decided.headers.location)).searchParams.get('code'))
    expect(code).toMatch(/^lgac_/)
    const signingOut = await visit('/logout')
    expect((await fill(signingOut, '/logout', { scope: 'all' })).status).toBe(200)

    const again = await follow(await visit('/login?change=1'))
    const registration = await visit(`/register?flow=${hidden(again, 'flow')}`)
    const typed = { name_display: 'Grace', identifier: password, password: keep(canary('new ')) }
    expect((await fill(registration, '/register', typed)).status).toBe(422)
    const short = { ...typed, identifier: 'grace@example.com', password: keep('Zq7#') }
    expect((await fill(registration, '/register', short)).text).not.toContain('Zq7#')
    secrets.delete('Zq7#')
  })

  it('are not told by failures, which tell nothing of the inside either', async () => {
    const { schema } = database.db as unknown as Kysely<unknown>
    const token = keep(`lgs_${canary()}`)
    const headers = { ...html, Cookie: `lgc_session=lgl_${canary().slice(0, 43).padEnd(43, 'a')}` }
    await schema.alterTable('sessions').renameTo('sessions_elsewhere').execute()
    const failures = await Promise.all([session(serviceKey, token), service.call('/', { headers })])
    await schema.alterTable('sessions_elsewhere').renameTo('sessions').execute()
    for (const { status, text } of failures) {
      expect(status).toBe(500)
      expect(text).not.toMatch(
        /sessions|select |token_hash|node_modules|\.ts\b|\bat [\w.]+ \(|sqlite|mysql|mariadb/i,
      )
    }
    expect(failures[0]?.body).toMatchObject({ error: 'server_error', code: 'server_error' })
    const faults = () => logLines().filter(({ message }) => message === 'fault')
    const faulty = new Set(failures.map(({ headers: answered }) => answered['x-request-id']))
    await expect.poll(() => new Set(faults().map(({ request_id }) => request_id))).toEqual(faulty)
    expect(JSON.stringify(faults())).not.toMatch(/token_hash|select /i)
  })

  it('of one request are not told to another', async () => {
    const requests = Array.from({ length: 50 }, async (_, index) => {
      const requestId = `parallel-${index}`
      const json = { ...authorization, scope: `openid not.allowed.${index}` }
      const reply = await post('/auth/authorize', json, { 'X-Request-Id': requestId })
      expect(reply.headers['x-request-id']).toBe(requestId)
      expect(reply.body).toMatchObject({
        request_id: requestId,
        details: { not_allowed: [`not.allowed.${index}`] },
      })
      return reply
    })
    expect(tallyOf(await Promise.all(requests))).toEqual({ '400 scope_not_allowed': 50 })
  })

  it('and whatever else people type do not break a line of the log', async () => {
    const hostile = 'Ada\r\n{"level":60}\u001b[31m"}\u2028\u2029\u0085'
    const identity = { type: 'email', identifier: 'hostile@example.com', challenge: password }
    const agent = { 'User-Agent': Buffer.from('"}\u2028{"level":60}é').toString('latin1') }
    const replies = [
      await post('/persons', { name_display: hostile, identity }, agent),
      await post('/auth/verify', { method: 'password', identifier: hostile, password: hostile }, agent),
      await post(
        '/auth/verify',
        { method: 'password', identifier: 'a@example.com', password: hostile },
        agent,
      ),
      await service.call(`/${encodeURIComponent(hostile)}`, { headers: agent }),
    ]
    expect(replies.filter(({ status }) => status >= 500)).toEqual([])
    expect(logLines().length).toBeGreaterThan(50)
    expect(service.stdout()).not.toMatch(/[^\P{C}\n]|\u{2028}|\u{2029}/u)
  })

  it('are nowhere to be found afterwards', async () => {
    expect(await service.stop()).toBe(0)
    stopped = true
    const places = { stdout: service.stdout(), stderr: service.stderr(), ...(await tablesOf(database)) }
    expect(Object.keys(places)).toContain('security_log')
    expect(secrets.size).toBeGreaterThan(20)
    expect(leaksIn(places)).toEqual([])
    expect(places.stderr).toBe('')
  })

  /** Every whole line of the log; throws when one is not JSON. */
  const logLines = (): readonly Readonly<Record<string, unknown>>[] =>
    service
      .stdout()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

  const leaksIn = (places: Readonly<Record<string, string>>): readonly string[] =>
    Object.entries(places).flatMap(([place, content]) => {
      const text = content.toLowerCase()
      const found = [...secrets].filter((secret) => formsOf(secret).some((form) => text.includes(form)))
      return found.map((secret) => `${secret} in ${place}`)
    })
})

/** However it may have been written down: as it is, in a URL, in Base64, or only what is unique in it. */
function formsOf(secret: string): readonly string[] {
  const unique = /canary[0-9a-f]{32}/.exec(secret)?.[0] ?? secret.replace(/^lg[a-z]+_/, '')
  return [unique, encodeURIComponent(secret), btoa(secret)].map((form) => form.toLowerCase())
}

function cookieLike(token: string): string {
  return `lgc_session=${token}`
}

/** All that the database holds, as text by table. */
async function tablesOf({ db }: Database<Tables>): Promise<Readonly<Record<string, string>>> {
  const contents: Record<string, string> = {}
  for (const { name } of await db.introspection.getTables()) {
    const rows = await (db as unknown as Kysely<Record<string, object>>)
      .selectFrom(name)
      .selectAll()
      .execute()
    contents[name] = JSON.stringify(rows)
  }
  return contents
}
