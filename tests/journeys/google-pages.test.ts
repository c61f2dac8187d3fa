import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type OpenIdIssuer, startIssuer } from '../support/openid-issuer.ts'
import type { Service } from '../support/service.ts'
import {
  type Product,
  addPerson,
  addProduct,
  openJourney,
  redirectUri,
  testCaller,
  valueOf,
} from '../support/signing-in.ts'
import { type Page, type Visitor, errorCodeIn, formIn, newVisitor } from '../support/visitor.ts'
import { freshName } from '../support/world.ts'

describe.each(databases)('Google on the pages, without scripts, on $name', ({ create }) => {
  let issuer: OpenIdIssuer
  let service: Service
  let product: Product
  let time: () => number = Date.now

  beforeAll(async () => {
    issuer = await startIssuer(() => time())
    const { url, clientId, clientSecret } = issuer
    service = await openJourney(create, {
      google: { issuer: url, clientIds: [clientId], clientSecret, jwksUri: null },
    })
    time = service.clock.now
    product = await addProduct(service, { isFirstParty: true })
  })
  afterAll(async () => {
    await service.close()
    await issuer.close()
  })

  const loginPath = (): string => {
    const asked = { response_type: 'code', client_id: product.client.clientId, redirect_uri: redirectUri }
    return `/login?${new URLSearchParams({ ...asked, scope: 'openid profile', state: 'xyz' }).toString()}`
  }
  const hrefIn = ({ html }: Page): string => {
    const [, href] = /href="(\/login\/google\?flow=[0-9a-v]{20})"/.exec(html) ?? []
    if (href === undefined) throw new Error('the page does not offer Google')
    return href
  }
  /** To Google by the link of the sign-in page; where Google sends the browser back to. */
  const goToGoogle = async (visitor: Visitor): Promise<string> => {
    const left = await visitor.get(hrefIn(await visitor.visit(loginPath())))
    expect(left.status).toBe(303)
    const back = await fetch(left.location ?? '', { redirect: 'manual' })
    const { pathname, search } = new URL(back.headers.get('location') ?? '')
    return pathname + search
  }
  const asSomebody = (): string => {
    const sub = freshName('subject')
    issuer.account = { sub, name: 'Ada Example', email: `${sub}@gmail.example` }
    return sub
  }
  const become = async (visitor: Visitor): Promise<Page> => {
    const offer = await visitor.visit(await goToGoogle(visitor))
    return visitor.submit(offer, { name_display: 'Ada' })
  }
  const reasonsOf = async (): Promise<readonly unknown[]> => {
    const rows = await service.db
      .selectFrom('security_log')
      .select(['details'])
      .where('event_type', '=', 'google_login_refused' as never)
      .orderBy('id')
      .execute()
    return rows.map(({ details }) => (JSON.parse(details) as { reason: unknown }).reason)
  }

  it('ask a newcomer for leave and a name, and go on to the product', async () => {
    asSomebody()
    const visitor = newVisitor(service)
    const offer = await visitor.visit(await goToGoogle(visitor))
    expect(offer.html).toContain('value="Ada Example"')
    expect(visitor.cookies.has('lgc_session')).toBe(false)
    const went = await visitor.submit(offer, { name_display: 'Ada' })
    expect(went.location).toMatch(/^https:\/\/app\.example\/callback\?.*code=lgac_/)
    expect(visitor.cookies.has('lgc_session')).toBe(true)
  })

  it('sign in whoever was here before, in another browser', async () => {
    asSomebody()
    await become(newVisitor(service))
    const visitor = newVisitor(service)
    const back = await visitor.get(await goToGoogle(visitor))
    expect(back.location).toMatch(/^https:\/\/app\.example\/callback\?.*code=lgac_/)
  })

  it('are offered on the registration page, too', async () => {
    const visitor = newVisitor(service)
    const { fields } = formIn((await visitor.visit(loginPath())).html)
    expect(hrefIn(await visitor.visit(`/register?flow=${fields['flow']}`))).toContain(fields['flow'])
  })

  it('send Google a state, a nonce and a challenge of which nothing is kept', async () => {
    const visitor = newVisitor(service)
    const { location } = await visitor.get(hrefIn(await visitor.visit(loginPath())))
    const asked = new URL(location ?? '').searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(asked.get('redirect_uri')).toBe('http://localhost:3100/login/google/callback')
    const kept = JSON.stringify(await service.db.selectFrom('provider_logins').selectAll().execute())
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(asked.get(name)).toMatch(/^[A-Za-z0-9_-]{43,48}$/)
      expect(kept).not.toContain(asked.get(name))
    }
  })

  it('take an answer once, even when it comes many times at once', async () => {
    asSomebody()
    await become(newVisitor(service))
    const visitor = newVisitor(service)
    const path = await goToGoogle(visitor)
    const pages = await Promise.all(Array.from({ length: 5 }, () => visitor.get(path)))
    expect(pages.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(errorCodeIn(await visitor.get(path))).toBe('google_login_invalid')
    expect((await reasonsOf()).filter((reason) => reason === 'state_used').length).toBeGreaterThanOrEqual(1)
  })

  it('take no answer in another browser, and it is of no use there later', async () => {
    asSomebody()
    const visitor = newVisitor(service)
    const path = await goToGoogle(visitor)
    const stranger = newVisitor(service)
    await stranger.visit(loginPath())
    for (const other of [stranger, newVisitor(service)]) {
      expect(errorCodeIn(await other.get(path))).toBe('google_login_invalid')
      expect(other.cookies.has('lgc_session')).toBe(false)
    }
    expect((await reasonsOf()).slice(-2)).toEqual(['other_browser', 'other_browser'])
  })

  it('take no answer after ten minutes', async () => {
    const visitor = newVisitor(service)
    const path = await goToGoogle(visitor)
    service.clock.pass(600)
    expect(errorCodeIn(await visitor.get(path))).toBe('google_login_invalid')
    expect((await reasonsOf()).at(-1)).toBe('state_expired')
  })

  it.each(['https://other.example', 'http://127.0.0.1:1'])(
    'send no code anywhere when the answer is of another provider (%s)',
    async (iss) => {
      const visitor = newVisitor(service)
      issuer.faults.callbackIss = iss
      const path = await goToGoogle(visitor)
      issuer.faults.callbackIss = null
      const before = issuer.asked.filter((asked) => asked === '/token').length
      expect(errorCodeIn(await visitor.get(path))).toBe('google_login_invalid')
      expect(issuer.asked.filter((asked) => asked === '/token')).toHaveLength(before)
      expect((await reasonsOf()).at(-1)).toBe('issuer_mismatch')
    },
  )

  it('miss the issuer in an answer of a provider that says it names itself', async () => {
    const visitor = newVisitor(service)
    const path = (await goToGoogle(visitor)).replace(/&iss=[^&]*/, '')
    expect(errorCodeIn(await visitor.get(path))).toBe('google_login_invalid')
  })

  it('believe no code that was made up, or exchanged before', async () => {
    asSomebody()
    const visitor = newVisitor(service)
    const path = (await goToGoogle(visitor)).replace(/code=[^&]*/, 'code=made-up')
    expect(errorCodeIn(await visitor.get(path))).toBe('google_login_invalid')
    expect((await reasonsOf()).at(-1)).toBe('code_refused')
  })

  it('believe no code of another sign-in: its verifier and nonce are others', async () => {
    asSomebody()
    const [victim, attacker] = [newVisitor(service), newVisitor(service)]
    const stolen = /code=([^&]*)/.exec(await goToGoogle(attacker))?.[1] ?? ''
    const path = (await goToGoogle(victim)).replace(/code=[^&]*/, `code=${stolen}`)
    expect(errorCodeIn(await victim.get(path))).toBe('google_login_invalid')
    expect(victim.cookies.has('lgc_session')).toBe(false)
  })

  it.each([
    ['no state', '/login/google/callback?code=x'],
    ['a state of another form', '/login/google/callback?code=x&state=x'],
    ['an unknown state', `/login/google/callback?code=x&state=lgo_${'x'.repeat(43)}`],
    ['two states', `/login/google/callback?code=x&state=lgo_${'x'.repeat(43)}&state=lgo_${'y'.repeat(43)}`],
  ])('take no answer with %s', async (_, path) => {
    const page = await newVisitor(service).get(path)
    expect(page.status).toBe(400)
    expect(errorCodeIn(page)).toBe('google_login_invalid')
  })

  it('go back to the sign-in page when somebody changes their mind at Google', async () => {
    const visitor = newVisitor(service)
    issuer.faults.error = 'access_denied'
    const path = await goToGoogle(visitor)
    issuer.faults.error = null
    const page = await visitor.get(path)
    expect(page.location).toMatch(/^\/login\?flow=/)
  })

  it('do not believe an account whose address Google did not verify', async () => {
    issuer.account = { sub: freshName('subject'), email_verified: 'true' }
    const visitor = newVisitor(service)
    expect(errorCodeIn(await visitor.get(await goToGoogle(visitor)))).toBe('google_token_invalid')
  })

  it('make nobody of somebody who has that e-mail address here', async () => {
    const { identity, person } = await addPerson(service)
    issuer.account = { sub: freshName('subject'), name: 'Mallory', email: identity.identifier }
    const visitor = newVisitor(service)
    await become(visitor)
    const identities = await service.core.queries.identities.listOf(person.xid)
    expect(identities.map(({ type }) => type)).toEqual(['email'])
  })

  it('keep an offer for the browser and the flow that it was made to, and use it up once', async () => {
    asSomebody()
    const visitor = newVisitor(service)
    const offer = await visitor.visit(await goToGoogle(visitor))
    const { fields } = formIn(offer.html)
    const stranger = newVisitor(service)
    const other = formIn((await stranger.visit(loginPath())).html).fields
    const path = `/login/google/new?flow=${other['flow']}&offer=${fields['offer']}`
    expect(errorCodeIn(await stranger.get(path))).toBe('flow_expired')
    const forged = { ...other, offer: fields['offer'] ?? '', name_display: 'Mallory' }
    expect(errorCodeIn(await stranger.post('/login/google/new', forged))).toBe('flow_expired')
    expect((await visitor.submit(offer, { name_display: 'Ada' })).status).toBe(303)
    expect((await visitor.submit(offer, { name_display: 'Ada' })).status).not.toBe(303)
    const rows = await service.db.selectFrom('provider_logins').select('name').execute()
    expect(rows.map(({ name }) => name)).not.toContain('Ada Example')
  })

  it('ask for a name that is one', async () => {
    asSomebody()
    const visitor = newVisitor(service)
    const offer = await visitor.visit(await goToGoogle(visitor))
    expect((await visitor.submit(offer, { name_display: ' ' })).status).toBe(422)
    expect((await visitor.submit(offer, { name_display: 'x'.repeat(101) })).status).toBe(422)
    expect((await visitor.submit(offer, { name_display: 'Ada' })).status).toBe(303)
  })

  it('say so when the person is suspended', async () => {
    const sub = asSomebody()
    await become(newVisitor(service))
    const { person_id } = await service.db
      .selectFrom('identities')
      .select('person_id')
      .where('identifier', '=', sub as never)
      .executeTakeFirstOrThrow()
    const { xid } = await service.db
      .selectFrom('persons')
      .select('xid')
      .where('id', '=', person_id)
      .executeTakeFirstOrThrow()
    valueOf(
      await service.core.switchPerson({ personXid: xid, status: 'suspended', reason: null }, testCaller),
    )
    const visitor = newVisitor(service)
    expect(errorCodeIn(await visitor.get(await goToGoogle(visitor)))).toBe('person_suspended')
  })

  it('say so while Google cannot be asked', async () => {
    const visitor = newVisitor(service)
    const path = await goToGoogle(visitor)
    issuer.faults.isDown = true
    const page = await visitor.get(path)
    issuer.faults.isDown = false
    expect(page.status).toBe(503)
    expect(errorCodeIn(page)).toBe('google_unavailable')
  })
})

describe.each(databases)('pages without a secret for Google, on $name', ({ create }) => {
  it('offer nothing of it', { timeout: 30_000 }, async () => {
    const google = {
      issuer: 'https://accounts.google.com',
      clientIds: ['id.example'],
      clientSecret: null,
      jwksUri: null,
    }
    const service = await openJourney(create, { google })
    const visitor = newVisitor(service)
    const page = await visitor.visit('/login')
    expect(page.html).not.toContain('Google')
    const { fields } = formIn(page.html)
    expect((await visitor.get(`/login/google?flow=${fields['flow']}`)).location).toBe(
      `/login?flow=${fields['flow']}`,
    )
    await service.close()
  })
})
