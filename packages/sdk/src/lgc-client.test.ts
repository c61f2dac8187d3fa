import { afterEach, describe, expect, it, vi } from 'vitest'
import { type LgcSettings, lgcClient } from './lgc-client.ts'
import { LgcUnavailable } from './lgc-unavailable.ts'

const issuer = 'https://login.example'
const codeExchange = { code: 'lgac_1', redirectUri: 'https://bar.example/callback', codeVerifier: 'v' }
const exchanged = {
  session_token: 'lgs_1',
  session_xid: 's',
  person_xid: 'p',
  scope: 'openid profile',
  expires_in: 86_400,
  idle_timeout: 7200,
}

type Sent = { readonly address: string; readonly request: RequestInit; readonly body: string }

function clientAnswering(response: () => Response, settings: Partial<LgcSettings> = {}) {
  const sent: Sent[] = []
  const fetch = async (address: string, request: RequestInit): Promise<Response> => {
    sent.push({ address, request, body: typeof request.body === 'string' ? request.body : '' })
    return response()
  }
  return { lgc: lgcClient({ issuer, clientId: 'bar-app', fetch, ...settings }), sent }
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify(body), { status, headers })

async function faultOf(asking: Promise<unknown>): Promise<LgcUnavailable> {
  const fault: unknown = await asking.catch((error: unknown) => error)
  if (fault instanceof LgcUnavailable) return fault
  throw new Error(`no fault but ${JSON.stringify(fault)}`)
}

afterEach(() => vi.unstubAllGlobals())

describe('the client', () => {
  it('exchanges a code with its secret, and lets nothing be redirected or cached with cookies', async () => {
    const { lgc, sent } = clientAnswering(json(200, exchanged), { clientSecret: 'secret' })
    expect(await lgc.exchangeCode(codeExchange)).toEqual({
      ok: true,
      value: {
        sessionToken: 'lgs_1',
        sessionXid: 's',
        personXid: 'p',
        scopes: ['openid', 'profile'],
        expiresInSeconds: 86_400,
        idleTimeoutInSeconds: 7200,
      },
    })
    expect(sent[0]?.address).toBe(`${issuer}/auth/token`)
    expect(sent[0]?.request).toMatchObject({ method: 'POST', redirect: 'error', credentials: 'omit' })
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      grant_type: 'authorization_code',
      code: 'lgac_1',
      redirect_uri: codeExchange.redirectUri,
      client_id: 'bar-app',
      client_secret: 'secret',
      code_verifier: 'v',
    })
  })

  it('sends no secret that it does not have', async () => {
    const { lgc, sent } = clientAnswering(json(200, exchanged))
    await lgc.exchangeCode(codeExchange)
    expect(sent[0]?.body).toContain('bar-app')
    expect(sent[0]?.body).not.toContain('client_secret')
  })

  it('shows a code to nobody that another issuer issued', async () => {
    const { lgc, sent } = clientAnswering(json(200, exchanged))
    const answer = await lgc.exchangeCode({ ...codeExchange, iss: 'https://evil.example' })
    expect(answer).toMatchObject({ ok: false, problem: { code: 'issuer_mismatch' } })
    expect(sent).toEqual([])
  })

  it('gives a refusal as a value, with what it carries along', async () => {
    const body = { error: 'x', code: 'validation_failed', request_id: 'r', details: { a: 1 }, fields: [] }
    const { lgc } = clientAnswering(json(400, body))
    expect(await lgc.userinfo('lgs_1')).toEqual({
      ok: false,
      problem: { code: 'validation_failed', status: 400, requestId: 'r', details: { a: 1, fields: [] } },
    })
  })

  it('sends its key with a token, and no text that can be no token', async () => {
    const { lgc, sent } = clientAnswering(json(401, { code: 'session_missing', request_id: 'r' }), {
      serviceKey: 'key',
    })
    for (const token of ['lgs_1', '', 'a\r\nX: 1', 'トークン']) await lgc.checkSession(token)
    const headers = sent.map(({ request }) => request.headers)
    expect(headers[0]).toMatchObject({ Authorization: 'Bearer lgs_1', 'X-API-Key': 'key' })
    for (const without of headers.slice(1)) expect(without).not.toHaveProperty('Authorization')
  })

  it('makes the address of the sign-out page', () => {
    const { lgc } = clientAnswering(json(200, {}))
    expect(lgc.signOutUrl({ returnTo: 'https://bar.example/?a=b' })).toBe(
      `${issuer}/logout?client_id=bar-app&return_to=https%3A%2F%2Fbar.example%2F%3Fa%3Db`,
    )
  })
})

describe('LGC is unavailable', () => {
  it.each([
    ['a 503 in its own words', json(503, { code: 'overloaded', request_id: 'r' })],
    ['a 502 of a proxy', () => new Response('<h1>Bad gateway</h1>', { status: 502 })],
    ['a 404 of a proxy', () => new Response('<h1>Not found</h1>', { status: 404 })],
    ['a refusal without a code', json(401, { error: 'unauthorized' })],
    ['a refusal without a request id', json(401, { code: 'session_missing' })],
    ['JSON that breaks off', () => new Response('{"session_token":"lgs_1')],
    ['nothing', () => new Response('')],
    ['a list', json(200, [exchanged])],
    ['a token of the wrong kind', json(200, { ...exchanged, session_token: 1 })],
    ['no token', json(200, { ...exchanged, session_token: undefined })],
  ])('when the answer is %s', async (_, response) => {
    const { lgc } = clientAnswering(response)
    await expect(lgc.exchangeCode(codeExchange)).rejects.toThrow(LgcUnavailable)
  })

  it('and says when to try again, and which request it was', async () => {
    const headers = { 'Retry-After': '7', 'X-Request-Id': 'request-7' }
    const { lgc } = clientAnswering(json(503, {}, headers))
    expect(await faultOf(lgc.userinfo('lgs_1'))).toMatchObject({
      name: 'LgcUnavailable',
      status: 503,
      requestId: 'request-7',
      retryAfterInSeconds: 7,
    })
  })

  it('with its cause, when the network fails', async () => {
    const cause = new TypeError('fetch failed')
    const { lgc } = clientAnswering(() => {
      throw cause
    })
    const fault = await faultOf(lgc.endSession('lgs_1'))
    expect([fault.cause, fault.status, fault.retryAfterInSeconds]).toEqual([cause, undefined, undefined])
  })

  it('when it says more to a sign-out than that it is done', async () => {
    const { lgc } = clientAnswering(json(200, { welcome: 'to this network' }))
    await faultOf(lgc.endSession('lgs_1'))
  })

  it('and never tried twice', async () => {
    const { lgc, sent } = clientAnswering(json(503, {}, { 'Retry-After': '0' }))
    await faultOf(lgc.exchangeCode(codeExchange))
    expect(sent).toHaveLength(1)
  })
})

describe('the settings', () => {
  it.each([
    'login.example',
    'https://login.example/',
    'https://login.example/lgc',
    'ftp://login.example',
    '',
  ])('have no issuer %j', (odd) => {
    expect(() => lgcClient({ issuer: odd, clientId: 'bar-app' })).toThrow('issuer must be an origin')
  })

  it.each([{ clientSecret: 's' }, { serviceKey: 'k' }])('have nothing secret in a browser: %j', (secret) => {
    vi.stubGlobal('document', {})
    expect(() => lgcClient({ issuer, clientId: 'bar-app', ...secret })).toThrow('belong on the server')
    expect(() => lgcClient({ issuer, clientId: 'bar-app' })).not.toThrow()
  })
})
