import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Service } from '../support/service.ts'
import {
  type Product,
  addPerson,
  addProduct,
  issuer,
  openJourney,
  redirectUri,
  suspicionsOf,
  testCaller,
  testPassword,
} from '../support/signing-in.ts'
import { type Page, type Visitor, errorCodeIn, formIn, newVisitor, unescaped } from '../support/visitor.ts'
import { valueOf } from '../support/world.ts'

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'\`{{7*7}}&amp;`

describe.each(databases)('what clients ask of the pages on $name', ({ create }) => {
  let service: Service
  let product: Product
  let installed: Product
  let person: RegisteredPerson
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addProduct(service, { isFirstParty: true })
    installed = await addProduct(service, { secret: null })
    person = await addPerson(service)
  })
  afterAll(() => service.close())

  type Parameters = Readonly<Record<string, string | undefined>>
  const requestOf = (of: Product, more: Parameters = {}): string => {
    const common = { response_type: 'code', client_id: of.client.clientId, redirect_uri: redirectUri }
    const all = Object.entries({ ...common, scope: 'openid', state: 'xyz', ...more })
    return new URLSearchParams(
      all.filter((pair): pair is [string, string] => pair[1] !== undefined),
    ).toString()
  }
  const ask = (of: Product, more: Parameters = {}): Promise<Page> =>
    newVisitor(service).get(`/login?${requestOf(of, more)}`)
  const signIn = async (visitor: Visitor, page: Page): Promise<Page> => {
    const identified = await visitor.submit(page, { identifier: person.identity.identifier })
    return visitor.submit(await visitor.follow(identified), { password: testPassword })
  }

  it.each([
    ['an unknown client', { client_id: 'nobody-knows-me' }, 'client_unknown'],
    [
      'a redirect URI that nobody registered',
      { redirect_uri: 'https://evil.example/' },
      'redirect_uri_mismatch',
    ],
    ['a redirect URI with more behind', { redirect_uri: `${redirectUri}?x=1` }, 'redirect_uri_mismatch'],
    ['a redirect URI that runs code', { redirect_uri: 'javascript:alert(1)' }, 'redirect_uri_mismatch'],
    ['no client', { client_id: undefined }, 'validation_failed'],
    ['no redirect URI', { redirect_uri: undefined }, 'validation_failed'],
    ['a client that is no name', { client_id: hostile }, 'validation_failed'],
  ])('shows a page for %s and sends the browser nowhere', async (_, more, code) => {
    const page = await ask(product, more)
    expect([page.status, page.location, errorCodeIn(page)]).toEqual([400, null, code])
    expect(page.html).not.toContain('evil.example')
    expect(page.html).not.toContain('javascript:')
    expect(page.headers.get('content-type')).toBe('text/html; charset=UTF-8')
  })

  it('shows a page for an inactive client', async () => {
    const idle = await addProduct(service)
    await service.core.switchClient({ clientId: idle.client.clientId, isActive: false }, testCaller)
    const page = await ask(idle)
    expect([page.status, page.location, errorCodeIn(page)]).toEqual([400, null, 'client_inactive'])
  })

  it('puts on the record that a redirect URI was wrong', async () => {
    const { headers, status } = await ask(product, { redirect_uri: 'https://evil.example/' })
    expect(await suspicionsOf(service, { headers, status, body: {} })).toEqual(['redirect_uri_mismatch'])
  })

  it.each([
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['no scope', { scope: undefined }, 'invalid_scope'],
    ['an empty scope', { scope: '' }, 'invalid_scope'],
    ['a scope that is not well-formed', { scope: 'OpenID' }, 'invalid_scope'],
    ['a scope that the client may not have', { scope: 'openid admin' }, 'invalid_scope'],
    ['plain PKCE', { code_challenge: 'c'.repeat(43), code_challenge_method: 'plain' }, 'invalid_request'],
  ])('tells the client of %s, with state and issuer', async (_, more, error) => {
    const page = await ask(product, more)
    const to = new URL(String(page.location))
    expect([page.status, `${to.origin}${to.pathname}`]).toEqual([303, redirectUri])
    expect(Object.fromEntries(to.searchParams)).toEqual({ error, state: 'xyz', iss: issuer })
  })

  it('tells a public client that a challenge is missing', async () => {
    const { location } = await ask(installed)
    expect(Object.fromEntries(new URL(String(location)).searchParams)).toMatchObject({
      error: 'invalid_request',
    })
  })

  it('says nothing of state where none came', async () => {
    const { location } = await ask(product, { scope: 'admin', state: undefined })
    expect([...new URL(String(location)).searchParams.keys()]).toEqual(['error', 'iss'])
  })

  it.each(['state', 'client_id', 'redirect_uri', 'scope', 'response_type', 'unknown'])(
    'shows a page when %s comes twice',
    async (name) => {
      const twice = `${requestOf(product, { [name]: 'openid' })}&${name}=openid`
      const page = await newVisitor(service).get(`/login?${twice}`)
      expect([page.status, page.location, errorCodeIn(page)]).toEqual([400, null, 'validation_failed'])
    },
  )

  it.each(['%00', '%ED%A0%80'])('shows a page for a state of %s or takes it as text', async (bytes) => {
    const page = await newVisitor(service).get(
      `/login?${requestOf(product, { state: undefined })}&state=${bytes}`,
    )
    expect([303, 400]).toContain(page.status)
    expect(service.faults).toEqual([])
  })

  it('ignores parameters it does not know', async () => {
    const page = await newVisitor(service).get(
      `/login?${requestOf(product, { utm_source: 'x', person_xid: 'y' })}`,
    )
    expect(page.location).toMatch(/^\/login\?flow=[0-9a-v]{20}$/)
  })

  it.each([
    ['1024 characters', 's'.repeat(1024)],
    ['everything that has a meaning somewhere', ` !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~ äß日本\u{1f600}%41%2B+`],
    ['markup', hostile],
    ['line breaks', 'a\r\nSet-Cookie: x=y\r\n\r\nb'],
  ])('carries back a state of %s byte for byte', async (_, state) => {
    const visitor = newVisitor(service)
    const page = await visitor.visit(`/login?${requestOf(product, { state })}`)
    const answer = await signIn(visitor, page)
    expect(answer.status).toBe(303)
    const { searchParams } = new URL(String(answer.location))
    expect(searchParams.get('state')).toBe(state)
    expect(searchParams.get('iss')).toBe(issuer)
    expect(searchParams.get('code')).toMatch(/^lgac_[A-Za-z0-9_-]{43}$/)
    expect(answer.headers.get('set-cookie')).not.toContain('x=y')
  })

  it.each([
    ['a prompt that is not known', { prompt: 'select_account' }],
    ['an age that is no number', { max_age: 'soon' }],
    ['a challenge that is too short', { code_challenge: 'short', code_challenge_method: 'S256' }],
  ])('tells the client of %s, and no other address', async (_, wrong) => {
    const answer = await newVisitor(service).visit(`/login?${requestOf(product, { ...wrong, state: 's' })}`)
    const { origin, pathname, searchParams } = new URL(String(answer.location))
    expect(`${origin}${pathname}`).toBe(redirectUri)
    expect(Object.fromEntries(searchParams)).toEqual({ error: 'invalid_request', state: 's', iss: issuer })
    const evil = requestOf(product, { ...wrong, redirect_uri: 'https://evil.example/' })
    const stranger = await newVisitor(service).visit(`/login?${evil}`)
    expect([stranger.status, stranger.location]).toEqual([400, null])
  })

  it('answers every form with 303, so that no password is sent on', async () => {
    const visitor = newVisitor(service)
    const page = await visitor.visit(
      `/login?${requestOf(installed, { code_challenge: 'c'.repeat(43), code_challenge_method: 'S256' })}`,
    )
    const identified = await visitor.submit(page, { identifier: person.identity.identifier })
    const verified = await visitor.submit(await visitor.follow(identified), { password: testPassword })
    const consented = await visitor.submit(await visitor.follow(verified), { decision: 'deny' })
    expect([identified.status, verified.status, consented.status]).toEqual([303, 303, 303])
  })

  it('writes hostile names as text', async () => {
    const evil = await addProduct(service, { name: hostile })
    const registration = {
      realmXid: person.person.realmXid,
      nameDisplay: hostile.slice(0, 100),
      nameLegal: null,
      type: 'email',
      identifier: 'hostile@example.com',
      password: testPassword,
    } as const
    valueOf(await service.core.registerPerson(registration, testCaller))
    const visitor = newVisitor(service)
    const first = await visitor.visit(`/login?${requestOf(evil)}`)
    const retyped = await visitor.submit(first, { identifier: hostile })
    const identified = await visitor.submit(first, { identifier: 'hostile@example.com' })
    const second = await visitor.follow(identified)
    const consent = await visitor.follow(await visitor.submit(second, { password: testPassword }))
    const pages = [
      first,
      retyped,
      second,
      consent,
      await visitor.visit('/logout'),
      await visitor.visit('/login'),
    ]
    expect(formIn(consent.html).action).toBe('/consent')
    for (const { html } of pages) {
      expect(html).not.toMatch(/<script>alert|<img src=x|onerror=alert\(1\)>/)
      const attributes = [...html.matchAll(/value="([^"]*)"/g)].map(([, value = '']) => value)
      for (const value of attributes) expect(value).not.toMatch(/[<>]/)
    }
    expect(unescaped(first.html)).toContain(hostile)
    expect(unescaped(retyped.html)).toContain(hostile)
  })

  it.each([
    `/login?flow=${encodeURIComponent(hostile)}`,
    `/login?error=${encodeURIComponent(hostile)}&client_id=${encodeURIComponent(hostile)}`,
    `/logout?client_id=${encodeURIComponent(hostile)}&return_to=${encodeURIComponent(hostile)}`,
    `/consent?flow=${encodeURIComponent(hostile)}`,
    `/register?flow=${encodeURIComponent(hostile)}`,
    `/${encodeURIComponent(hostile)}`,
  ])('repeats nothing of %s', async (path) => {
    const { html } = await newVisitor(service).visit(path)
    expect(html).not.toContain('alert(1)')
    expect(html).not.toContain('7*7')
  })

  it('shows every page under a policy without inline code, with a nonce of its own', async () => {
    const visitor = newVisitor(service)
    const first = await visitor.visit(
      `/login?${requestOf(installed, { code_challenge: 'c'.repeat(43), code_challenge_method: 'S256' })}`,
    )
    const second = await visitor.follow(
      await visitor.submit(first, { identifier: person.identity.identifier }),
    )
    const consent = await visitor.follow(await visitor.submit(second, { password: testPassword }))
    const others = ['/', '/login', '/logout', '/login?flow=x', '/unknown'].map((path) => visitor.visit(path))
    const pages = [first, second, consent, ...(await Promise.all(others))]
    const nonces = pages.map(({ headers, html }) => {
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("base-uri 'none'")
      expect(policy).toMatch(/form-action 'self'( https:\/\/app\.example)?$/)
      expect(policy).not.toMatch(/unsafe|\*|http:/)
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
      expect(html).not.toMatch(/<[^>]+\s(?:on\w+|style)=/)
      for (const [tag] of html.matchAll(/<(?:script|style)\b[^>]*>/g)) {
        expect(tag).toMatch(/src="\/assets\/pages\.js"|nonce="/)
        if (tag.includes('nonce=')) expect(tag).toContain(`nonce="${nonce}"`)
      }
      for (const [, address = ''] of html.matchAll(/(?:src|<link[^>]* href)="([^"]*)"/g)) {
        expect(address).toMatch(/^(?:\/|data:)/)
      }
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      })
      return nonce
    })
    expect(new Set(nonces).size).toBe(pages.length)
  })
})
