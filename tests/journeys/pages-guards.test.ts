import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Service } from '../support/service.ts'
import {
  type Product,
  addPerson,
  addProduct,
  openJourney,
  redirectUri,
  suspicionsOf,
  testPassword,
} from '../support/signing-in.ts'
import { type Page, type Visitor, errorCodeIn, formIn, newVisitor } from '../support/visitor.ts'

const elsewhere = 'https://app.example/signed-out'

/** Ways to be sent to another site that a careless check lets through. */
const strayReturns = [
  'https://evil.example',
  'http://evil.example/',
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '\\/evil.example',
  '/\\/evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https:///evil.example',
  'https:\\\\evil.example',
  'HTTPS://evil.example',
  '%2f%2fevil.example',
  '/%2fevil.example',
  '/%5cevil.example',
  '%68ttps://evil.example',
  '/\tevil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' https://evil.example',
  'https://evil.example\u0000',
  'java\nscript:alert(1)',
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://evil.example/x',
  'https://app.example@evil.example/signed-out',
  'https://app.example:pw@evil.example/',
  'https://app.example.evil.example/signed-out',
  'https://evil.example/https://app.example/signed-out',
  'https://evil.example?https://app.example/signed-out',
  'https://evil.example#https://app.example/signed-out',
  'https://app.example/signed-out/',
  'https://app.example/signed-out?next=https://evil.example',
  'https://app.example/signed-out#x',
  'https://app.example/SIGNED-OUT',
  'https://app.example/x/../signed-out',
  'https://app.example%2fsigned-out',
  'https://app。example/signed-out',
  'https://ＡＰＰ.example/signed-out',
  '/login',
  '',
]

describe.each(databases)('the guards of the pages on $name', ({ create }) => {
  let service: Service
  let product: Product
  let person: RegisteredPerson
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addProduct(service, { isFirstParty: true, postLogoutRedirectUris: [elsewhere] })
    person = await addPerson(service)
  })
  afterAll(() => service.close())

  const loginPath = (of: Product = product): string => {
    const { clientId: client_id } = of.client
    return `/login?${new URLSearchParams({ client_id, redirect_uri: redirectUri, scope: 'openid' }).toString()}`
  }
  const signedIn = async (who: RegisteredPerson = person): Promise<Visitor> => {
    const visitor = newVisitor(service)
    const start = await visitor.visit('/login')
    const identified = await visitor.submit(start, { identifier: who.identity.identifier })
    await visitor.submit(await visitor.follow(identified), { password: testPassword })
    expect(visitor.cookies.has('lgc_session')).toBe(true)
    return visitor
  }
  const isSignedIn = async (visitor: Visitor): Promise<boolean> =>
    (await service.core.whoIsHere(visitor.cookies.get('lgc_session') ?? '')) !== undefined
  const stored = async (): Promise<readonly number[]> => {
    const tables = ['persons', 'sessions', 'consent_records', 'authorization_codes', 'audit_log'] as const
    const counted = tables.map((table) => service.db.selectFrom(table).select('xid').execute())
    return (await Promise.all(counted)).map((rows) => rows.length)
  }
  const verdict = (page: Page): readonly unknown[] => [page.status, errorCodeIn(page), page.location]

  it('refuse a form without its token, or with another', async () => {
    const visitor = newVisitor(service)
    const page = await visitor.visit(loginPath())
    const { fields } = formIn(page.html)
    const before = await stored()
    for (const csrf of ['', 'x', `${fields['csrf'] ?? ''}x`, 'A'.repeat(43), 'é'.repeat(43)]) {
      const answer = await visitor.submit(page, { identifier: person.identity.identifier, csrf })
      expect(verdict(answer)).toEqual([403, 'form_expired', null])
    }
    const bare = await visitor.post('/login', { flow: fields['flow'] ?? '', identifier: 'a@example.com' })
    expect(verdict(bare)).toEqual([403, 'form_expired', null])
    expect(await stored()).toEqual(before)
  })

  it("refuse another browser's form", async () => {
    const [mine, theirs] = [newVisitor(service), newVisitor(service)]
    const [own, foreign] = [await mine.visit(loginPath()), await theirs.visit(loginPath())]
    const csrf = formIn(foreign.html).fields['csrf'] ?? ''
    const answer = await mine.submit(own, { identifier: person.identity.identifier, csrf })
    expect(verdict(answer)).toEqual([403, 'form_expired', null])
  })

  it('refuse a form that was shown to whoever was signed in before', async () => {
    const visitor = await signedIn()
    const asked = await visitor.visit('/logout')
    const other = await signedIn(await addPerson(service))
    visitor.cookies.set('lgc_session', other.cookies.get('lgc_session') ?? '')
    expect(verdict(await visitor.submit(asked, { scope: 'all' }))).toEqual([403, 'form_expired', null])
    expect(await isSignedIn(other)).toBe(true)
  })

  it('refuse a decision on a flow that another browser began', async () => {
    const strict = await addProduct(service)
    const [mine, theirs] = [await signedIn(), await signedIn(await addPerson(service))]
    const [own, foreign] = [await mine.visit(loginPath(strict)), await theirs.visit(loginPath(strict))]
    const before = await stored()
    const flow = formIn(foreign.html).fields['flow'] ?? ''
    const answer = await mine.submit(own, { decision: 'approve', approved_scopes: 'openid', flow })
    expect(verdict(answer)).toEqual([400, 'flow_expired', null])
    expect(await stored()).toEqual(before)
  })

  it('know no flow of another browser, none that is over, and none that never was', async () => {
    const visitor = newVisitor(service)
    const page = await visitor.visit(loginPath())
    const flow = formIn(page.html).fields['flow'] ?? ''
    for (const path of ['/login', '/login/verify', '/consent']) {
      expect(verdict(await newVisitor(service).get(`${path}?flow=${flow}`))).toEqual([
        400,
        'flow_expired',
        null,
      ])
      for (const other of ['0'.repeat(20), flow.toUpperCase(), `${flow} `, 'x', '']) {
        const answer = await visitor.get(`${path}?flow=${encodeURIComponent(other)}`)
        expect(verdict(answer)).toEqual([400, 'flow_expired', null])
      }
    }
    service.clock.pass(3600)
    expect(verdict(await visitor.get(`/login?flow=${flow}`))).toEqual([400, 'flow_expired', null])
    const late = await visitor.submit(page, { identifier: person.identity.identifier })
    expect(verdict(late)).toEqual([400, 'flow_expired', null])
  })

  it.each([
    ['a foreign origin', { Origin: 'https://evil.example' }],
    ['an origin that looks alike', { Origin: 'http://localhost:3100.evil.example' }],
    ['the origin null', { Origin: 'null' }],
    ['no origin', { Origin: null }],
    ['no origin, from another site', { Origin: null, 'Sec-Fetch-Site': 'cross-site' }],
  ])('refuse every form of a signed-in browser from %s', async (_, headers) => {
    const strict = await addProduct(service)
    const visitor = await signedIn()
    const consent = await visitor.visit(loginPath(strict))
    const logout = await visitor.visit('/logout')
    const before = await stored()
    for (const [page, values] of [
      [consent, { decision: 'approve', approved_scopes: 'openid' }],
      [logout, { scope: 'all' }],
    ] as const) {
      const answer = await visitor.submit(page, values, headers)
      expect(verdict(answer)).toEqual([403, 'origin_not_allowed', null])
      expect(await suspicionsOf(service, { ...answer, body: {} })).toEqual(['origin_rejected'])
    }
    for (const path of ['/login', '/login/verify', '/register']) {
      expect((await visitor.post(path, { identifier: 'a@example.com' }, headers)).status).toBe(403)
    }
    expect(await stored()).toEqual(before)
    expect(await isSignedIn(visitor)).toBe(true)
  })

  it('sign nobody in from another site, even in a browser without a cookie', async () => {
    const visitor = newVisitor(service)
    const page = await visitor.visit(loginPath())
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: null, 'Sec-Fetch-Site': 'same-site' },
    ]) {
      const answer = await visitor.submit(page, { identifier: person.identity.identifier }, headers)
      expect(verdict(answer)).toEqual([403, 'origin_not_allowed', null])
    }
  })

  it('believe neither of two session cookies', async () => {
    const victim = await signedIn()
    const attacker = await signedIn(await addPerson(service))
    const both = [victim, attacker].map(({ cookies }) => `lgc_session=${cookies.get('lgc_session') ?? ''}`)
    for (const Cookie of [both.join('; '), both.toReversed().join('; '), `${both[0]};${both[1]}`]) {
      const page = await newVisitor(service).get(loginPath(), { Cookie })
      expect(page.location).toMatch(/^\/login\?flow=/)
      const home = await newVisitor(service).visit('/login', { Cookie })
      expect(home.html).not.toContain('@example.com')
    }
    expect(await isSignedIn(victim)).toBe(true)
  })

  it.each(['https://login.example', 'http://localhost:3100'])(
    'set their cookies for %s alone',
    async (issuer) => {
      const sameDatabase = async () => ({ url: service.url, drop: async () => {} })
      const own = await openJourney(sameDatabase, { issuer })
      const visitor = newVisitor(own)
      const headers = { Origin: issuer }
      const start = await visitor.visit('/login')
      const lines = [...start.headers.getSetCookie()]
      const identified = await visitor.submit(start, { identifier: person.identity.identifier }, headers)
      const challenge = await visitor.follow(identified)
      const done = await visitor.submit(challenge, { password: testPassword }, headers)
      lines.push(...done.headers.getSetCookie())
      const logout = await visitor.submit(await visitor.visit('/logout'), { scope: 'current' }, headers)
      lines.push(...logout.headers.getSetCookie())
      const secure = issuer.startsWith('https') ? '; Secure' : ''
      const attributes = `; Path=/; HttpOnly${secure}; SameSite=Lax`
      const shapes = lines.map((line) => line.replace(/lg[lb]_[A-Za-z0-9_-]{43}/, '…'))
      expect(new Set(shapes)).toEqual(
        new Set([
          `${secure && '__Host-'}lgc_browser=…; Max-Age=3600${attributes}`,
          `lgc_session=…; Max-Age=86400${attributes}`,
          `lgc_session=; Max-Age=0${attributes}`,
        ]),
      )
      await own.close()
    },
  )

  it('adopt no session cookie that was there before', async () => {
    const planted = `lgl_${'A'.repeat(43)}`
    const visitor = newVisitor(service)
    visitor.cookies.set('lgc_session', planted)
    const page = await visitor.visit(loginPath())
    const identified = await visitor.submit(page, { identifier: person.identity.identifier })
    const done = await visitor.submit(await visitor.follow(identified), { password: testPassword })
    expect(done.status).toBe(303)
    expect(visitor.cookies.get('lgc_session')).not.toBe(planted)
    expect(await service.core.whoIsHere(planted)).toBeUndefined()
  })

  it('sign nobody out by a link', async () => {
    const visitor = await signedIn()
    for (const path of ['/logout', '/logout?scope=all', '/logout?decision=all&csrf=x'])
      await visitor.get(path)
    expect(await isSignedIn(visitor)).toBe(true)
  })

  it('go back after signing out where the client registered it', async () => {
    const visitor = await signedIn()
    const { clientId: client_id } = product.client
    const path = `/logout?${new URLSearchParams({ client_id, return_to: elsewhere }).toString()}`
    const page = await visitor.visit(path)
    expect(formIn(page.html).fields).toMatchObject({ client_id, return_to: elsewhere })
    const done = await visitor.submit(page, { scope: 'all' })
    expect([done.status, done.location]).toEqual([303, elsewhere])
    expect((await visitor.visit(path)).html).toContain(`href="${elsewhere}"`)
  })

  it('go back nowhere else', async () => {
    const { clientId: client_id } = product.client
    const other = await addProduct(service)
    expect(strayReturns.length).toBeGreaterThan(40)
    const stray = strayReturns.map((return_to) => ({ client_id, return_to }))
    for (const fields of [...stray, { client_id: other.client.clientId, return_to: elsewhere }]) {
      const visitor = await signedIn()
      const query = new URLSearchParams(fields).toString()
      const page = await visitor.visit(`/logout?${query}`)
      if (page.status !== 400) expect(formIn(page.html).fields, query).not.toHaveProperty('return_to')
      expect(page.html).not.toContain('evil.example')
      const asked = await visitor.visit('/logout')
      const done = await visitor.submit(asked, { scope: 'current', ...fields })
      expect(done.location, query).toBeNull()
      expect(done.html).not.toContain('evil.example')
    }
  })

  it('take no form of another type, none that is too large, and none that says a thing twice', async () => {
    const visitor = newVisitor(service)
    const page = await visitor.visit(loginPath())
    const { fields } = formIn(page.html)
    const bad = [400, 'validation_failed', null]
    expect(verdict(await visitor.submit(page, { identifier: ['a@example.com', 'b@example.com'] }))).toEqual(
      bad,
    )
    expect(verdict(await visitor.submit(page, { identifier: 'x'.repeat(65_536) }))).toEqual(bad)
    expect(verdict(await visitor.submit(page, { identifier: 'a\0@example.com' }))).toEqual(bad)
    expect(verdict(await visitor.submit(page, fields, { 'Content-Type': 'text/plain' }))).toEqual(bad)
  })
})
