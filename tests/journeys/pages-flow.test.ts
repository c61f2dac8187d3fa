import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Service } from '../support/service.ts'
import {
  type Product,
  addApiKey,
  addPerson,
  addProduct,
  exchange,
  issuer,
  openJourney,
  readSession,
  redirectUri,
  testPassword,
  textOf,
} from '../support/signing-in.ts'
import { type Page, type Visitor, errorCodeIn, formIn, newVisitor } from '../support/visitor.ts'
import { freshName } from '../support/world.ts'

describe.each(databases)('the pages, without scripts, on $name', ({ create }) => {
  let service: Service
  let product: Product
  let person: RegisteredPerson
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addProduct(service)
    person = await addPerson(service)
  })
  afterAll(() => service.close())

  const loginPath = ({ client }: Product, more: Readonly<Record<string, string>> = {}): string => {
    const common = { response_type: 'code', client_id: client.clientId, redirect_uri: redirectUri }
    return `/login?${new URLSearchParams({ ...common, scope: 'openid profile', state: 'xyz', ...more }).toString()}`
  }
  const signIn = async (visitor: Visitor, page: Page, who: RegisteredPerson = person): Promise<Page> => {
    const identified = await visitor.submit(page, { identifier: who.identity.identifier })
    expect(identified.status).toBe(303)
    const signedIn = await visitor.submit(await visitor.follow(identified), { password: testPassword })
    expect(signedIn.status).toBe(303)
    return visitor.follow(signedIn)
  }
  const approve = (visitor: Visitor, page: Page, scopes = ['openid', 'profile']): Promise<Page> =>
    visitor.submit(page, { decision: 'approve', approved_scopes: scopes })
  const answerIn = ({ status, location }: Page): Readonly<Record<string, string>> => {
    expect(status).toBe(303)
    expect(location?.startsWith(`${redirectUri}?`)).toBe(true)
    return Object.fromEntries(new URL(String(location)).searchParams)
  }
  /** Somebody who is signed in and has consented. */
  const settled = async (of: Product = product, who: RegisteredPerson = person): Promise<Visitor> => {
    const visitor = newVisitor(service)
    const page = await signIn(visitor, await visitor.visit(loginPath(of)), who)
    if (page.location === null) answerIn(await approve(visitor, page))
    return visitor
  }

  it('take a newcomer from registration through consent to the product, and on to a second one', async () => {
    const visitor = newVisitor(service)
    const start = await visitor.visit(loginPath(product))
    const flow = formIn(start.html).fields['flow'] ?? ''
    const register = await visitor.visit(`/register?flow=${flow}`)
    const consent = await visitor.follow(
      await visitor.submit(register, {
        name_display: 'Grace',
        identifier: `${freshName('grace')}@example.com`,
        password: testPassword,
      }),
    )
    expect(consent.html).toContain('Grace')
    expect(formIn(consent.html)).toMatchObject({ action: '/consent', fields: { approved_scopes: 'openid' } })
    const answer = answerIn(await approve(visitor, consent))
    expect(answer).toMatchObject({ state: 'xyz', iss: issuer })
    const exchanged = await exchange(service, product, answer['code'] ?? '')
    expect(exchanged.body).toMatchObject({ scope: 'openid profile' })

    const second = await addProduct(service)
    const other = await visitor.visit(loginPath(second))
    expect(formIn(other.html).action).toBe('/consent')
    expect(answerIn(await approve(visitor, other))['code']).toMatch(/^lgac_/)
    expect(answerIn(await visitor.visit(loginPath(product)))['code']).toMatch(/^lgac_/)

    const key = await addApiKey(service, product)
    const token = textOf(exchanged, 'session_token')
    expect((await readSession(service, key, token)).status).toBe(200)
  })

  it('carry nothing of the request through the browser but the number of the flow', async () => {
    const visitor = newVisitor(service)
    const state = 'canary-of-the-state'
    const begun = await visitor.get(loginPath(product, { state, nonce: 'canary-of-the-nonce' }))
    expect([begun.status, begun.location]).toEqual([
      303,
      expect.stringMatching(/^\/login\?flow=[0-9a-v]{20}$/),
    ])
    const first = await visitor.follow(begun)
    expect(Object.keys(formIn(first.html).fields)).toEqual(['csrf', 'flow'])
    const identified = await visitor.submit(first, { identifier: person.identity.identifier })
    expect(identified.location).toMatch(/^\/login\/verify\?flow=[0-9a-v]{20}$/)
    const second = await visitor.follow(identified)
    expect(Object.keys(formIn(second.html).fields)).toEqual(['csrf', 'flow'])
    for (const { html } of [first, second]) {
      expect(html).not.toMatch(/canary|app\.example|redirect_uri|client_id/)
    }
    expect(second.html).not.toContain(testPassword)
  })

  it('know a person again in the same browser, and nobody in another', async () => {
    const visitor = await settled()
    expect(answerIn(await visitor.visit(loginPath(product)))['code']).toMatch(/^lgac_/)
    const stranger = await newVisitor(service).visit(loginPath(product))
    expect(formIn(stranger.html).action).toBe('/login')
    const home = await visitor.visit('/login')
    expect(home.html).toContain(person.identity.identifier)
  })

  it('say to the client with prompt=none what is missing, and show nothing', async () => {
    const none = { prompt: 'none' }
    const anonymous = answerIn(await newVisitor(service).visit(loginPath(product, none)))
    expect(anonymous).toEqual({ error: 'login_required', state: 'xyz', iss: issuer })
    const visitor = await settled()
    const other = await addProduct(service)
    expect(answerIn(await visitor.visit(loginPath(other, none)))).toEqual({
      error: 'consent_required',
      state: 'xyz',
      iss: issuer,
    })
    expect(answerIn(await visitor.visit(loginPath(product, none)))['code']).toMatch(/^lgac_/)
  })

  it('ask for the password again with prompt=login, and take it as fresh', async () => {
    const visitor = await settled()
    const before = visitor.cookies.get('lgc_session')
    service.clock.pass(1)
    const page = await visitor.visit(loginPath(product, { prompt: 'login' }))
    expect(formIn(page.html).action).toBe('/login')
    expect(answerIn(await signIn(visitor, page))['code']).toMatch(/^lgac_/)
    expect(visitor.cookies.get('lgc_session')).not.toBe(before)
  })

  it('ask again with prompt=consent for what was approved before', async () => {
    const visitor = await settled()
    const page = await visitor.visit(loginPath(product, { prompt: 'consent' }))
    expect(formIn(page.html).action).toBe('/consent')
    expect(answerIn(await approve(visitor, page))['code']).toMatch(/^lgac_/)
  })

  it('ask for the password again when the last one is older than max_age', async () => {
    const visitor = await settled()
    service.clock.pass(59)
    expect(answerIn(await visitor.visit(loginPath(product, { max_age: '60' })))['code']).toMatch(/^lgac_/)
    service.clock.pass(1)
    const page = await visitor.visit(loginPath(product, { max_age: '60' }))
    expect(formIn(page.html).action).toBe('/login')
    expect(answerIn(await signIn(visitor, page))['code']).toMatch(/^lgac_/)
  })

  it('carry a denial to the client', async () => {
    const visitor = newVisitor(service)
    const page = await signIn(visitor, await visitor.visit(loginPath(await addProduct(service))))
    const denied = await visitor.submit(page, { decision: 'deny' })
    expect(answerIn(denied)).toEqual({ error: 'access_denied', state: 'xyz', iss: issuer })
  })

  it('let a person leave scopes out, and approve nothing that was not asked', async () => {
    const other = await addProduct(service)
    const visitor = newVisitor(service)
    const page = await signIn(visitor, await visitor.visit(loginPath(other)))
    const tampered = await approve(visitor, page, ['openid', 'email'])
    expect([tampered.status, errorCodeIn(tampered)]).toEqual([403, 'scope_not_requested'])
    const bare = await approve(visitor, page, ['profile'])
    expect([bare.status, errorCodeIn(bare)]).toEqual([403, 'openid_required'])
    const { code = '' } = answerIn(await approve(visitor, page, ['openid']))
    expect((await exchange(service, other, code)).body['scope']).toBe('openid')
  })

  it('say in place that the password is wrong, and lock after ten', async () => {
    const someone = await addPerson(service)
    const visitor = newVisitor(service)
    const start = await visitor.visit(loginPath(product))
    const identified = await visitor.submit(start, { identifier: someone.identity.identifier })
    let page = await visitor.follow(identified)
    for (let count = 0; count < 10; count++) {
      page = await visitor.submit(page, { password: 'wrong' })
      expect([page.status, page.location]).toEqual([422, null])
      expect(page.html).toContain('aria-invalid="true"')
    }
    const locked = await visitor.submit(page, { password: testPassword })
    expect(locked.status).toBe(423)
    expect(locked.html).toContain('role="alert"')
    expect(visitor.cookies.has('lgc_session')).toBe(false)
  })

  it('answer an unknown identifier as they answer a known one', async () => {
    const pages = await Promise.all(
      [person.identity.identifier, 'p-nobody-knows@example.com'].map(async (identifier) => {
        const visitor = newVisitor(service)
        const start = await visitor.visit(loginPath(product))
        const next = await visitor.follow(await visitor.submit(start, { identifier }))
        const { status, html } = await visitor.submit(next, { password: 'wrong' })
        return {
          status,
          text: html.replaceAll(identifier, '').replaceAll(/(?:value|nonce|flow)="?=?[^"&]*/g, ''),
        }
      }),
    )
    expect(pages[0]).toEqual(pages[1])
  })

  it.each([
    ['', 'nothing'],
    ['plain', 'no identifier'],
    ['090-1234-5678', 'a number that no password proves'],
    ['x'.repeat(300), 'too much'],
  ])('say in place that "%s" is %s', async (identifier) => {
    const visitor = newVisitor(service)
    const page = await visitor.submit(await visitor.visit(loginPath(product)), { identifier })
    expect([page.status, page.location]).toEqual([422, null])
    expect(page.html).toContain('aria-invalid="true"')
  })

  it('say in place what is wrong with a registration, and keep what was typed but the password', async () => {
    const visitor = newVisitor(service)
    const start = await visitor.visit(loginPath(product))
    const page = await visitor.visit(`/register?flow=${formIn(start.html).fields['flow'] ?? ''}`)
    const typed = { name_display: 'Ada & Co', identifier: person.identity.identifier, password: testPassword }
    for (const wrong of [{ password: 'short' }, { password: 'password123' }, { name_display: ' ' }, {}]) {
      const answer = await visitor.submit(page, { ...typed, ...wrong })
      expect([answer.status, answer.location]).toEqual([422, null])
      expect(answer.html).toContain(`value="${typed.identifier}"`)
      expect(answer.html).not.toContain(testPassword)
    }
  })

  it('let no suspended person in, and say so', async () => {
    const suspended = await addPerson(service)
    const visitor = await settled(product, suspended)
    const { xid } = suspended.person
    await service.db.updateTable('persons').set({ status: 'suspended' }).where('xid', '=', xid).execute()
    const page = await visitor.visit(loginPath(product))
    expect([page.status, errorCodeIn(page)]).toEqual([403, 'person_suspended'])
    expect(page.html).toContain('error=access_denied&amp;state=xyz')
  })

  it('sign out of this browser, or of everything it was signed in to', async () => {
    const key = await addApiKey(service, product)
    for (const scope of ['current', 'all']) {
      const visitor = await settled()
      const { code = '' } = answerIn(await visitor.visit(loginPath(product)))
      const token = textOf(await exchange(service, product, code), 'session_token')
      const asked = await visitor.visit('/logout')
      expect(visitor.cookies.has('lgc_session')).toBe(true)
      const done = await visitor.submit(asked, { scope })
      expect([done.status, done.location]).toEqual([200, null])
      expect(visitor.cookies.has('lgc_session')).toBe(false)
      expect((await readSession(service, key, token)).status).toBe(scope === 'all' ? 401 : 200)
      expect(formIn((await visitor.visit(loginPath(product))).html).action).toBe('/login')
    }
  })
})
