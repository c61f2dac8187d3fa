import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { demoApp } from './demo-app.ts'

type Reply = { readonly status: number; readonly body?: object }
type Call = { readonly route: string; readonly headers: IncomingMessage['headers']; readonly body: string }

const session = {
  session: {
    xid: 'dc15unbqbt112b2nq470',
    kind: 'app',
    amr: ['pwd'],
    scopes: ['openid', 'profile', 'email'],
    created_at: '2026-01-02T03:04:05.678Z',
    last_active_at: '2026-01-02T03:04:05.678Z',
    expires_at: '2026-01-03T03:04:05.678Z',
    idle_expires_at: '2026-01-02T05:04:05.678Z',
  },
  person: { xid: 'dc15unbqbt112b2nq460' },
  client_id: 'demo-notes',
  grant: null,
}
const exchanged = {
  session_token: 'lgs_of_ada',
  session_xid: session.session.xid,
  person_xid: session.person.xid,
  scope: 'openid profile email',
  expires_in: 86_400,
  idle_timeout: 7200,
}
const userinfo = { sub: session.person.xid, name: 'Ada <script>', email: 'ada@example.com' }
const usual: Record<string, Reply> = {
  'POST /auth/token': { status: 200, body: exchanged },
  'GET /auth/session': { status: 200, body: session },
  'GET /auth/userinfo': { status: 200, body: userinfo },
  'DELETE /auth/session?scope=current': { status: 204 },
}
const ended: Reply = { status: 401, body: { code: 'session_not_found', request_id: 'request-1' } }

let issuer: string
let server: Server
let replies: Record<string, Reply>
let calls: Call[]
let app: Hono

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const route = `${request.method} ${request.url}`
      calls.push({ route, headers: request.headers, body: Buffer.concat(chunks).toString() })
      const { status, body } = replies[route] ?? { status: 404, body: {} }
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(body === undefined ? undefined : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  issuer = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})

afterAll(() => new Promise((resolve) => server.close(resolve)))

beforeEach(() => {
  replies = { ...usual }
  calls = []
  app = demoApp(settings(issuer))
})

function settings(at: string) {
  return {
    name: 'Notes',
    clientId: 'demo-notes',
    clientSecret: 'the client secret',
    serviceKey: 'the service key',
    issuer: at,
    origin: 'http://localhost:3110',
    accent: '#0f766e',
    protocol: 'native' as const,
    other: { name: 'Calendar', origin: 'http://localhost:3111' },
  }
}

function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

async function start() {
  const response = await app.request('/sign-in')
  const parameters = new URL(response.headers.get('location') ?? '').searchParams
  return { response, cookie: cookieOf(response), parameters, state: parameters.get('state') ?? '' }
}

async function callback(cookie: string, parameters: Record<string, string> | string): Promise<Response> {
  const query = typeof parameters === 'string' ? parameters : new URLSearchParams(parameters).toString()
  return app.request(`/callback?${query}`, { headers: { Cookie: cookie } })
}

async function signIn() {
  const { cookie, state } = await start()
  const response = await callback(cookie, { code: 'lgac_1', state, iss: issuer })
  const signedIn = cookieOf(response)
  const page = await (await app.request('/', { headers: { Cookie: signedIn } })).text()
  return {
    cookie: signedIn,
    response,
    formToken: /name="form_token" value="([^"]+)"/.exec(page)?.[1] ?? '',
  }
}

function post(path: string, cookie: string, formToken: string) {
  const headers = { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded' }
  return app.request(path, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ form_token: formToken }).toString(),
  })
}

const home = async (cookie: string) => (await app.request('/', { headers: { Cookie: cookie } })).text()
const routes = () => calls.map((call) => call.route)

describe('signing in', () => {
  it('sends the browser to LGC with a state and an S256 challenge', async () => {
    const { response, parameters } = await start()
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toMatch(`${issuer}/login?`)
    expect(Object.fromEntries(parameters)).toMatchObject({
      response_type: 'code',
      client_id: 'demo-notes',
      redirect_uri: 'http://localhost:3110/callback',
      scope: 'openid profile email',
      code_challenge_method: 'S256',
    })
    expect(response.headers.getSetCookie()[0]).toMatch(/^demo_demo-notes=.*HttpOnly; SameSite=Lax$/)
  })

  it('trades the code with the verifier behind the challenge, and renews its cookie', async () => {
    const { cookie, parameters, state } = await start()
    const response = await callback(cookie, { code: 'lgac_1', state, iss: issuer })
    const sent: unknown = JSON.parse(calls[0]?.body ?? '{}')
    expect(sent).toMatchObject({
      grant_type: 'authorization_code',
      code: 'lgac_1',
      client_secret: 'the client secret',
    })
    const verifier = /"code_verifier":"([^"]+)"/.exec(calls[0]?.body ?? '')?.[1] ?? ''
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(parameters.get('code_challenge'))
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
    expect(cookieOf(response)).not.toBe(cookie)
    expect(await home(cookie)).toContain('Welcome to Notes')
  })

  it('shows who is signed in, escaped, and never the session token', async () => {
    const { cookie } = await signIn()
    const page = await home(cookie)
    expect(page).toContain('Hello, Ada &lt;script&gt;')
    expect(page).toContain('ada@example.com')
    expect(page).not.toContain('lgs_of_ada')
    expect(calls.at(-2)?.headers).toMatchObject({
      'x-api-key': 'the service key',
      authorization: 'Bearer lgs_of_ada',
    })
  })

  it('ends the earlier session of the same browser', async () => {
    const { cookie } = await signIn()
    const headers = { Cookie: cookie }
    const again = await app.request('/sign-in', { headers })
    const state = new URL(again.headers.get('location') ?? '').searchParams.get('state') ?? ''
    await callback(cookie, { code: 'lgac_2', state, iss: issuer })
    expect(routes()).toContain('DELETE /auth/session?scope=current')
    expect(await home(cookie)).toContain('Welcome to Notes')
  })
})

describe('the way back from LGC is refused', () => {
  it.each([
    ['without a state', () => 'code=lgac_1', 400],
    ['with a state nobody made', () => 'code=lgac_1&state=forged', 400],
    ['with the state twice', (state: string) => `code=lgac_1&state=${state}&state=${state}`, 400],
    ['from another issuer', (state: string) => `code=lgac_1&state=${state}&iss=https://evil.example`, 400],
    ['without an issuer', (state: string) => `code=lgac_1&state=${state}`, 400],
    ['from two issuers', (state: string) => `code=lgac_1&state=${state}&iss=${issuer}&iss=${issuer}`, 400],
    ['without a code', (state: string) => `state=${state}&iss=${issuer}`, 400],
    ['with two codes', (state: string) => `code=a&code=b&state=${state}&iss=${issuer}`, 400],
  ])('%s', async (_, query, status) => {
    const { cookie, state } = await start()
    const response = await callback(cookie, query(state))
    expect(response.status).toBe(status)
    expect(calls).toEqual([])
  })

  it('in another browser, with another cookie or none', async () => {
    const { state } = await start()
    const other = await start()
    expect((await callback(other.cookie, { code: 'lgac_1', state })).status).toBe(400)
    expect((await callback('', { code: 'lgac_1', state })).status).toBe(400)
    expect(calls).toEqual([])
  })

  it('a second time, also when the first time failed', async () => {
    replies['POST /auth/token'] = {
      status: 400,
      body: { code: 'authorization_code_expired', request_id: 'request-1' },
    }
    const { cookie, state } = await start()
    const first = await callback(cookie, { code: 'lgac_1', state, iss: issuer })
    expect(first.status).toBe(400)
    expect(await first.text()).toContain('authorization_code_expired')
    expect((await callback(cookie, { code: 'lgac_1', state })).status).toBe(400)
    expect(routes()).toEqual(['POST /auth/token'])
  })

  it('kindly when the person said no, with no word from the address', async () => {
    const { cookie, state } = await start()
    const response = await callback(cookie, {
      error: 'access_denied',
      error_description: 'hostile words',
      state,
      iss: issuer,
    })
    const page = await response.text()
    expect(page).toContain('You are not signed in')
    expect(page).not.toContain('hostile')
  })
})

describe('the session', () => {
  it('is forgotten once LGC no longer knows it', async () => {
    const { cookie } = await signIn()
    replies['GET /auth/session'] = ended
    expect(await home(cookie)).toContain('Your session has ended')
    replies['GET /auth/session'] = usual['GET /auth/session'] ?? ended
    expect(await home(cookie)).not.toContain('Hello')
  })

  it('is kept when the service key is the problem', async () => {
    const { cookie } = await signIn()
    replies['GET /auth/session'] = { status: 401, body: { code: 'api_key_invalid', request_id: 'request-1' } }
    expect(await home(cookie)).toContain('api_key_invalid')
    replies['GET /auth/session'] = usual['GET /auth/session'] ?? ended
    expect(await home(cookie)).toContain('Hello')
  })

  it('ends here and at LGC when the person signs out', async () => {
    const { cookie, formToken } = await signIn()
    const response = await post('/sign-out', cookie, formToken)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
    expect(routes()).toContain('DELETE /auth/session?scope=current')
    expect(await home(cookie)).not.toContain('Hello')
  })

  it('leads on to the sign-out page of LGC when everything is to end', async () => {
    const { cookie, formToken } = await signIn()
    const response = await post('/sign-out-everywhere', cookie, formToken)
    const next = new URL(response.headers.get('location') ?? '')
    expect(`${next.origin}${next.pathname}`).toBe(`${issuer}/logout`)
    expect(Object.fromEntries(next.searchParams)).toEqual({
      client_id: 'demo-notes',
      return_to: 'http://localhost:3110/',
    })
  })

  it.each(['/sign-out', '/sign-out-everywhere'])('survives a forged form at %s', async (path) => {
    const { cookie } = await signIn()
    const other = await signIn()
    for (const formToken of ['', 'forged', other.formToken]) {
      expect((await post(path, cookie, formToken)).status).toBe(403)
    }
    expect(routes()).not.toContain('DELETE /auth/session?scope=current')
    expect(await home(cookie)).toContain('Hello')
  })
})

describe('when LGC does not answer', () => {
  it('says so kindly with status 503, and recovers with LGC', async () => {
    const { cookie } = await signIn()
    replies['GET /auth/session'] = { status: 503, body: { code: 'database_unavailable' } }
    const response = await app.request('/', { headers: { Cookie: cookie } })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await response.text()).not.toMatch(/Error|at .*[.]ts/)
    replies['GET /auth/session'] = usual['GET /auth/session'] ?? ended
    expect(await home(cookie)).toContain('Hello')
  })

  it('keeps the session when LGC is too busy to tell', async () => {
    const { cookie } = await signIn()
    replies['GET /auth/session'] = { status: 429, body: { code: 'rate_limited', request_id: 'request-1' } }
    expect((await app.request('/', { headers: { Cookie: cookie } })).status).toBe(503)
    replies['GET /auth/session'] = usual['GET /auth/session'] ?? ended
    expect(await home(cookie)).toContain('Hello')
  })

  it('signs the browser out of the app all the same', async () => {
    const { cookie, formToken } = await signIn()
    replies['DELETE /auth/session?scope=current'] = { status: 500, body: {} }
    expect((await post('/sign-out', cookie, formToken)).status).toBe(503)
    expect(await home(cookie)).toContain('Welcome to Notes')
  })

  it('keeps its front door open when nothing listens there', async () => {
    const alone = demoApp(settings('http://127.0.0.1:1'))
    expect((await alone.request('/')).status).toBe(200)
  })
})
