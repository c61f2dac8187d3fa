import { createServer } from 'node:http'
import { compose } from '@lgc/composition'
import { open } from '@lgc/sql'
import { type LgcClient, LgcUnavailable, lgcClient } from '@lgc/sdk'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { databases } from '../support/databases.ts'
import { listen } from '../support/listening.ts'
import { type Reachable, backendOf, goodValue, openReachable } from '../support/product-backend.ts'
import { testConfig } from '../support/service.ts'
import { type Product, addPerson, addProduct, redirectUri, testPassword } from '../support/signing-in.ts'
import { newVisitor } from '../support/visitor.ts'

const everything = 'openid profile email'

describe.each(databases)('a product with the SDK on $name', ({ create }) => {
  let service: Reachable
  let product: Product
  let lgc: LgcClient
  beforeAll(async () => {
    service = await openReachable(create)
    product = await addProduct(service, { postLogoutRedirectUris: ['https://app.example/'] })
    lgc = await backendOf(service, product)
  })
  afterAll(() => service.close())

  const pathOf = (url: string): string => {
    expect(url.startsWith(`${service.issuer}/`)).toBe(true)
    return url.slice(service.issuer.length)
  }
  /** Somebody new in a browser of their own, who has come back to the product; approves unless told. */
  const visit = async (url: string, { decision = 'approve' } = {}) => {
    const who = await addPerson(service)
    const visitor = newVisitor(service)
    const headers = { Origin: service.issuer }
    const first = await visitor.visit(pathOf(url))
    const identified = await visitor.submit(first, { identifier: who.identity.identifier }, headers)
    const second = await visitor.follow(identified)
    const consent = await visitor.follow(await visitor.submit(second, { password: testPassword }, headers))
    const approval = { decision, approved_scopes: ['openid', 'profile'] }
    const { location } = await visitor.submit(consent, approval, headers)
    return { who, visitor, callbackUrl: location ?? '' }
  }
  /** A session of somebody new. */
  const sessionToken = async (): Promise<string> => {
    const { url, state, codeVerifier } = await lgc.authorizeUrl({ redirectUri, scope: everything })
    const { callbackUrl } = await visit(url)
    const brought = goodValue(lgc.answerOf(callbackUrl, { state }))
    return goodValue(await lgc.exchangeCode({ ...brought, redirectUri, codeVerifier })).sessionToken
  }

  it('signs somebody in, knows who it is, and signs out', async () => {
    const { url, state, codeVerifier } = await lgc.authorizeUrl({ redirectUri, scope: everything })
    const { who, callbackUrl, visitor } = await visit(url)
    const brought = goodValue(lgc.answerOf(callbackUrl, { state }))
    expect(brought.iss).toBe(service.issuer)
    const exchanged = goodValue(await lgc.exchangeCode({ ...brought, redirectUri, codeVerifier }))
    const { sessionToken: token, sessionXid } = exchanged
    expect(exchanged).toMatchObject({ personXid: who.person.xid, scopes: ['openid', 'profile'] })

    expect(goodValue(await lgc.checkSession(token))).toMatchObject({
      xid: sessionXid,
      personXid: who.person.xid,
      clientId: product.client.clientId,
      scopes: ['openid', 'profile'],
      amr: ['pwd'],
      grant: null,
    })
    const shared = goodValue(await lgc.userinfo(token))
    expect(shared).toMatchObject({ personXid: who.person.xid, name: 'Ada', email: undefined })

    expect(await lgc.endSession(token)).toEqual({ ok: true, value: undefined })
    const problem = { code: 'session_not_found', status: 401 }
    expect(await lgc.checkSession(token)).toMatchObject({ ok: false, problem })
    expect(await lgc.endSession(token)).toMatchObject({ ok: false, problem })

    const page = await visitor.visit(pathOf(lgc.signOutUrl({ returnTo: 'https://app.example/' })))
    expect(page.html).toContain('https://app.example/')
  })

  it('is told by the browser that the person said no', async () => {
    const { url, state } = await lgc.authorizeUrl({ redirectUri, scope: everything })
    const { callbackUrl } = await visit(url, { decision: 'deny' })
    const answer = lgc.answerOf(callbackUrl, { state })
    expect(answer).toMatchObject({ ok: false, problem: { code: 'access_denied' } })
    expect(lgc.answerOf(callbackUrl, { state: 'another' })).toMatchObject({
      ok: false,
      problem: { code: 'state_mismatch' },
    })
  })

  it('finds out silently that nobody is signed in', async () => {
    const silent = await lgc.authorizeUrl({ redirectUri, scope: everything, prompt: 'none', maxAge: 60 })
    const { location } = await newVisitor(service).visit(pathOf(silent.url))
    const answer = lgc.answerOf(location ?? '', silent)
    expect(answer).toMatchObject({ ok: false, problem: { code: 'login_required' } })
  })

  it('knows of a session that ended elsewhere at once, or after as long as it allows', async () => {
    const token = await sessionToken()
    const elsewhere = await backendOf(service, product)
    expect(await lgc.checkSession(token, { cacheForMilliseconds: 1000 })).toMatchObject({ ok: true })
    await elsewhere.endSession(token)
    const isGood = async () => (await lgc.checkSession(token, { cacheForMilliseconds: 1000 })).ok
    expect(await isGood()).toBe(true)
    await expect.poll(isGood, { interval: 20, timeout: 3000 }).toBe(false)
  })

  it('asks again every time unless it allows for more', async () => {
    const token = await sessionToken()
    const elsewhere = await backendOf(service, product)
    await lgc.checkSession(token, { cacheForMilliseconds: 1000 })
    await elsewhere.endSession(token)
    expect(await lgc.checkSession(token)).toMatchObject({ ok: false })
    expect(await lgc.checkSession(token, { cacheForMilliseconds: 1000 })).toMatchObject({ ok: false })
  })

  it.each(['current', 'all'] as const)(
    'never takes a session for good that it ended itself: %s',
    async (scope) => {
      const token = await sessionToken()
      const isGood = async () => (await lgc.checkSession(token, { cacheForMilliseconds: 1000 })).ok
      expect(await isGood()).toBe(true)
      const [, ...during] = await Promise.all([lgc.endSession(token, { scope }), isGood(), isGood()])
      expect(during).toHaveLength(2)
      expect(await isGood()).toBe(false)
    },
  )

  it('ends all sessions of a person at the product together, in its memory too', async () => {
    const { url, state, codeVerifier } = await lgc.authorizeUrl({ redirectUri, scope: everything })
    const { callbackUrl, visitor } = await visit(url)
    const brought = goodValue(lgc.answerOf(callbackUrl, { state }))
    const first = goodValue(await lgc.exchangeCode({ ...brought, redirectUri, codeVerifier }))
    const again = await lgc.authorizeUrl({ redirectUri, scope: 'openid profile' })
    const { location } = await visitor.visit(pathOf(again.url))
    const more = { redirectUri, codeVerifier: again.codeVerifier }
    const code = goodValue(lgc.answerOf(location ?? '', again))
    const second = goodValue(await lgc.exchangeCode({ ...code, ...more }))
    await lgc.checkSession(second.sessionToken, { cacheForMilliseconds: 1000 })
    await lgc.endSession(first.sessionToken, { scope: 'all' })
    const { ok } = await lgc.checkSession(second.sessionToken, { cacheForMilliseconds: 1000 })
    expect(ok).toBe(false)
  })

  it('is refused the session of another product, whichever way it asks', async () => {
    const other = await backendOf(service, await addProduct(service))
    const token = await sessionToken()
    const problem = { code: 'session_client_mismatch', status: 403 }
    expect(await other.checkSession(token)).toMatchObject({ ok: false, problem })
    expect(await other.userinfo(token)).toMatchObject({ ok: false, problem })
  })
})

describe('the SDK, when all is not well,', () => {
  const at = (issuer: string, timeoutInMilliseconds = 5000): LgcClient =>
    lgcClient({ issuer, clientId: 'bar-app', timeoutInMilliseconds })
  /** A server that sends these bytes to whoever comes, and then says no more. */
  const talking = async (bytes: string): Promise<string> => {
    const server = createServer((request) => void request.socket.write(bytes))
    onTestFinished(async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  }
  const faultOf = async (asking: Promise<unknown>): Promise<LgcUnavailable> => {
    const fault: unknown = await asking.catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(LgcUnavailable)
    return fault as LgcUnavailable
  }

  it('passes on when the service asks to be tried again', async () => {
    const database = open<never>('mysql://root@127.0.0.1:1/lgc', { acquireTimeoutInMilliseconds: 200 })
    const { origin, stop } = await listen({ core: compose(database, testConfig), database })
    const fault = await faultOf(at(origin).userinfo('lgs_1'))
    expect(fault).toMatchObject({ status: 503, retryAfterInSeconds: 5 })
    expect(fault.requestId).toMatch(/^[0-9a-v]{20}$/)
    await stop()
    await database.db.destroy().catch(() => {})
  })

  it.each([
    ['nobody answers', ''],
    ['an answer does not go on', 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"session_'],
  ])('waits no longer than it was told when %s', async (_, bytes) => {
    const issuer = await talking(bytes)
    const before = performance.now()
    const { cause } = await faultOf(at(issuer, 150).checkSession('lgs_1'))
    expect(cause).toMatchObject({ name: 'TimeoutError' })
    expect(performance.now() - before).toBeGreaterThan(140)
    expect(performance.now() - before).toBeLessThan(2000)
  })

  it.each([
    ['JSON that breaks off', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"session_'],
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n'],
    ['what is not HTTP', 'hello\r\n\r\n'],
  ])('takes %s for no answer', async (_, bytes) => {
    await faultOf(at(await talking(bytes)).userinfo('lgs_1'))
  })

  it('takes a closed port for no answer', async () => {
    await faultOf(at('http://127.0.0.1:1').userinfo('lgs_1'))
  })
})
