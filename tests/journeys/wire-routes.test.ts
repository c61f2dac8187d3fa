import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Listening, listen } from '../support/listening.ts'
import type { Service } from '../support/service.ts'
import { addPerson, openJourney, problemIn, testPassword } from '../support/signing-in.ts'

/** What every path answers to; a new path needs a line here. */
const methodsOf: Readonly<Record<string, readonly string[]>> = {
  '/auth/identify': ['POST'],
  '/auth/verify': ['POST'],
  '/auth/authorize': ['POST'],
  '/auth/consent': ['POST'],
  '/auth/login-session': ['POST'],
  '/auth/token': ['POST'],
  '/auth/session': ['GET', 'DELETE', 'HEAD'],
  '/auth/userinfo': ['GET', 'HEAD'],
  '/persons': ['POST'],
  '/health/live': ['GET', 'HEAD'],
  '/health/ready': ['GET', 'HEAD'],
}
const pages: Readonly<Record<string, readonly string[]>> = {
  '/': ['GET', 'HEAD'],
  '/login': ['GET', 'POST', 'HEAD'],
  '/login/verify': ['GET', 'POST', 'HEAD'],
  '/register': ['GET', 'POST', 'HEAD'],
  '/consent': ['GET', 'POST', 'HEAD'],
  '/logout': ['GET', 'POST', 'HEAD'],
}
const standard = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']
const paths = Object.keys(methodsOf)

describe.each(databases)('paths, methods and headers on $name', ({ create }) => {
  let service: Service
  let listening: Listening
  beforeAll(async () => {
    service = await openJourney(create)
    listening = await listen(service)
  })
  afterAll(async () => {
    await listening.stop()
    await service.close()
  })

  it.each(Object.entries({ ...methodsOf, ...pages }))(
    '%s answers other methods than %j with 405 and Allow',
    async (path, known) => {
      for (const method of standard.filter((name) => !known.includes(name))) {
        const { status, headers, text } = await listening.send(method, path)
        expect(status, method).toBe(405)
        expect(headers.allow?.split(', ').toSorted()).toEqual([...known].toSorted())
        if (method !== 'HEAD') expect(JSON.parse(text)).toMatchObject({ code: 'method_not_allowed' })
      }
    },
  )

  it('answers HEAD like GET, without the body', async () => {
    const [head, get] = [
      await listening.send('HEAD', '/health/live'),
      await listening.send('GET', '/health/live'),
    ]
    expect([head.status, head.text]).toEqual([200, ''])
    expect(head.headers['content-type']).toBe(get.headers['content-type'])
    expect((await listening.send('HEAD', '/auth/userinfo')).status).toBe(401)
  })

  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'takes no other method from %s, and none from the query',
    async (name) => {
      const hidden = await listening.send('POST', '/auth/session?_method=DELETE', { [name]: 'DELETE' })
      expect(hidden.status).toBe(405)
      expect((await listening.send('GET', '/auth/identify', { [name]: 'POST' })).status).toBe(405)
    },
  )

  it.each([
    '//auth/verify',
    '/auth//verify',
    '/auth/verify/',
    '/auth/verify//',
    '/auth/verify.',
    '/auth/verify;x',
    '/auth/verify%20',
    '/auth/verify%00',
    '/AUTH/verify',
    '/auth/Verify',
    '/auth%2fverify',
    '/auth%2Fverify',
    '/auth/verify%3F',
    '/unknown',
    '/auth',
    '/.env',
  ])('knows no %s', async (path) => {
    for (const method of ['GET', 'POST']) {
      const { status, text } = await listening.send(method, path, { 'Content-Type': 'application/json' })
      expect(status, method).toBe(404)
      expect(JSON.parse(text)).toMatchObject({ error: 'not_found', code: 'route_not_found' })
    }
  })

  it.each([
    '/auth/./verify',
    '/./auth/verify',
    '/auth/x/../verify',
    '/auth/%2e/verify',
    '/auth/x/%2e%2e/verify',
    '/auth/%76erify',
  ])('takes %s for the path that it spells, guards and log included', async (path) => {
    const id = `spelt-${Buffer.from(path).toString('hex').slice(0, 40)}`
    const from = { Origin: 'https://evil.example', 'X-Request-Id': id }
    const { status, text } = await listening.send('POST', path, from)
    expect([status, JSON.parse(text)]).toMatchObject([403, { code: 'origin_not_allowed' }])
    const noted = service.db.selectFrom('request_log').select('path').where('request_id', '=', id)
    await expect.poll(() => noted.execute()).toEqual([{ path: '/auth/verify' }])
  })

  it.each([
    '/docs/package.json',
    '/docs/..%2f..%2fpackage.json',
    '/docs/%2e%2e%2fpackage.json',
    '/docs/x.js',
  ])('shows no file at %s', async (path) => expect((await listening.send('GET', path)).status).toBe(404))

  it('refuses a path with a backslash', async () => {
    expect((await listening.send('GET', '/auth\\verify')).status).toBe(400)
  })

  it('shows a page to a browser that asks for what is not there', async () => {
    const { status, headers, text } = await listening.send('GET', '/unknown', { Accept: 'text/html' })
    expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=UTF-8'])
    expect(text).toContain('route_not_found')
  })

  it.each(['/auth/session', '/auth/verify', '/login', '/unknown'])(
    'refuses %s with an address of 9 KB',
    async (path) => {
      const answer = await listening.send('GET', `${path}?x=${'x'.repeat(9000)}`)
      expect(answer.status).toBe(414)
      expect(JSON.parse(answer.text)).toMatchObject({ error: 'invalid_request', code: 'uri_too_long' })
    },
  )

  it('keeps a request id that is well-formed, in header, body and security log', async () => {
    const id = 'request_ID-0123456789'
    const json = { method: 'password', identifier: 'nobody@example.com', password: 'x' }
    const answer = await service.call('/auth/verify', { json, headers: { 'X-Request-Id': id } })
    expect(answer.headers.get('x-request-id')).toBe(id)
    expect(answer.body['request_id']).toBe(id)
    const rows = service.db.selectFrom('security_log').select('event_type').where('request_id', '=', id)
    expect(await rows.execute()).toEqual([{ event_type: 'verify_failed' }])
    const noted = service.db.selectFrom('request_log').select('status_code').where('request_id', '=', id)
    await expect.poll(() => noted.execute()).toEqual([{ status_code: 401 }])
  })

  it.each([
    'short',
    'a'.repeat(65),
    'with blank 1234',
    'inj"ected-12345',
    '',
    '日本語の識別子です',
    'dots.1234567',
  ])('replaces the request id "%s"', async (id) => {
    const headers = { 'X-Request-Id': Buffer.from(id).toString('latin1') }
    const answer = await service.call('/health/live', { headers })
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-v]{20}$/)
  })

  it('gives every request an id of its own', async () => {
    const ids = new Set<string | null>()
    for (let count = 0; count < 20; count++) {
      ids.add((await service.call('/health/live')).headers.get('x-request-id'))
    }
    expect(ids.size).toBe(20)
  })

  it.each([...paths, '/unknown', '/openapi.json'])(
    'says on %s what a browser may not do with it',
    async (path) => {
      for (const method of ['GET', 'POST', 'PUT']) {
        const { headers } = await service.fetch(path, { method })
        expect(Object.fromEntries(headers)).toMatchObject({
          'cache-control': 'no-store',
          pragma: 'no-cache',
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
          'x-frame-options': 'DENY',
          'content-security-policy':
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
        })
        expect(headers.get('strict-transport-security')).toBeNull()
        expect(headers.get('server')).toBeNull()
        expect(headers.get('x-powered-by')).toBeNull()
      }
    },
  )

  it('lets pages of listed origins call with the cookie, and of no other', async () => {
    const sameDatabase = async () => ({ url: service.url, drop: async () => {} })
    const webOrigins = ['https://web.example']
    const open = await openJourney(sameDatabase, { webOrigins, issuer: 'https://login.example' })
    const preflight = async (path: string, Origin: string): Promise<Headers> => {
      const asked = { Origin, 'Access-Control-Request-Method': 'POST' }
      return (await open.fetch(path, { method: 'OPTIONS', headers: asked })).headers
    }
    const allowed = await preflight('/auth/verify', 'https://web.example')
    expect(allowed.get('access-control-allow-origin')).toBe('https://web.example')
    expect(allowed.get('access-control-allow-credentials')).toBe('true')
    expect(allowed.get('vary')).toContain('Origin')
    expect(allowed.get('strict-transport-security')).toMatch(/^max-age=\d{8,}/)
    for (const origin of [
      'https://web.example.evil.example',
      'http://web.example',
      'null',
      'https://xweb.example',
    ]) {
      expect((await preflight('/auth/verify', origin)).get('access-control-allow-origin')).toBeNull()
    }
    for (const path of ['/auth/token', '/auth/userinfo', '/login', '/health/live']) {
      expect((await preflight(path, 'https://web.example')).get('access-control-allow-origin')).toBeNull()
    }
    const { identity } = await addPerson(open)
    const json = { method: 'password', identifier: identity.identifier, password: testPassword }
    const signedIn = await open.call('/auth/verify', { json, headers: { Origin: 'https://web.example' } })
    expect(signedIn.headers.get('access-control-allow-origin')).toBe('https://web.example')
    const session = await open.call('/auth/login-session', {
      json: { verification_token: signedIn.body['verification_token'] },
    })
    expect(session.headers.get('set-cookie')).toMatch(
      /^lgc_session=lgl_[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    await open.close()
  })

  it('signs in no browser that comes from another site, not even without a cookie', async () => {
    const { identity } = await addPerson(service)
    const json = { method: 'password', identifier: identity.identifier, password: testPassword }
    for (const headers of [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
      const answer = await service.call('/auth/verify', { json, headers })
      expect(problemIn(answer)).toBe('403 forbidden origin_not_allowed')
    }
  })
})
