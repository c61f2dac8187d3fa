import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formWith, signedInVisitor } from '../support/account.ts'
import { databases } from '../support/databases.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  type Browser,
  type Product,
  actionsOf,
  addPerson,
  addProduct,
  logIn,
  openJourney,
  problemIn,
  signInto,
  suspicionsOf,
  testCaller,
  testPassword,
  textOf,
  valueOf,
} from '../support/signing-in.ts'
import type { Page, Visitor } from '../support/visitor.ts'

const newPassword = 'seven green bicycles'
const config = {
  mail: { route: { kind: 'log' }, from: 'LGC <no-reply@example.com>' },
  sms: { kind: 'log' },
  codes: { areMailed: true, areEchoed: true, countries: ['JP'] },
} as const
type Headers = Readonly<Record<string, string>>

describe.each(databases)('changing a phone number on $name', ({ create }) => {
  let service: Service
  let product: Product
  let person: RegisteredPerson
  let browser: Browser
  let wanted: string
  let phones = 0
  beforeAll(async () => {
    service = await openJourney(create, config)
    product = await addProduct(service)
  })
  afterAll(() => service.close())
  beforeEach(async () => {
    service.clock.pass(24 * 60 * 60)
    person = await addVerified()
    browser = await logIn(service, person)
    wanted = freshPhone()
  })

  const freshPhone = (): string => `+8190456${String(10_000 + phones++)}`
  const addVerified = async (): Promise<RegisteredPerson> => {
    const added = await addPerson(service)
    const { xid } = added.identity
    await service.db
      .updateTable('identities')
      .set({ verified_at: service.clock.now() })
      .where('xid', '=', xid)
      .execute()
    return added
  }
  const request = (headers: Headers = browser, more: object = {}): Promise<Answer> =>
    service.call('/auth/phone/request-change', { json: { identifier: wanted, ...more }, headers })
  const change = (asked: Answer, otp = textOf(asked, 'dev_code'), headers: Headers = browser, to = wanted) =>
    service.call('/auth/phone/change', {
      json: { challenge_xid: asked.body['challenge_xid'], identifier: to, otp },
      headers,
    })
  const wrong = (asked: Answer): string =>
    String((Number(textOf(asked, 'dev_code')) + 1) % 1_000_000).padStart(6, '0')
  const phonesOf = async ({ person: { xid } } = person): Promise<readonly string[]> =>
    (await service.core.queries.identities.listOf(xid))
      .filter(({ type }) => type === 'sms')
      .map(({ identifier }) => identifier)
  const give = async (): Promise<string> => {
    const former = wanted
    expect((await change(await request())).status).toBe(200)
    wanted = freshPhone()
    service.clock.pass(61)
    return former
  }
  const told = (recipient: string) =>
    service.db
      .selectFrom('messages')
      .select(['kind', 'channel'])
      .where('recipient', '=', recipient)
      .where('kind', 'in', ['phone_change', 'phone_changed'])
      .execute()

  it('adds the first when the code is typed that it got, once, and tells the e-mail address', async () => {
    const asked = await request()
    expect(asked).toMatchObject({ status: 202, body: { expires_in: 300, resend_after: 60 } })
    expect(await actionsOf(service, asked)).toEqual(['identity.phone_change_requested'])
    expect(await phonesOf()).toEqual([])
    expect(await told(wanted)).toEqual([{ kind: 'phone_change', channel: 'sms' }])
    const changed = await change(asked)
    expect(changed).toMatchObject({ status: 200, body: { identifier: wanted } })
    expect(await actionsOf(service, changed)).toEqual(['identity.created'])
    const [identity] = (await service.core.queries.identities.listOf(person.person.xid)).slice(1)
    expect(identity).toMatchObject({ identifier: wanted, verifiedAt: service.clock.now(), isPrimary: false })
    expect(await told(person.identity.identifier)).toEqual([{ kind: 'phone_changed', channel: 'email' }])
    const again = await change(asked)
    expect(problemIn(again)).toBe('401 unauthorized credentials_invalid')
    expect(await suspicionsOf(service, again)).toEqual(['phone_change_refused'])
  })

  it('changes nothing before, signs in by the new one after, and tells the former and the e-mail address', async () => {
    const former = await give()
    const asked = await request()
    expect(await phonesOf()).toEqual([former])
    expect(await told(former)).toEqual([{ kind: 'phone_change', channel: 'sms' }])
    const waiting = await service.call('/auth/challenge', { json: { identifier: former } })
    const changed = await change(asked)
    expect(await actionsOf(service, changed)).toEqual(['identity.identifier_changed'])
    expect(await phonesOf()).toEqual([wanted])
    expect(await told(former)).toContainEqual({ kind: 'phone_changed', channel: 'sms' })
    expect(await told(person.identity.identifier)).toHaveLength(2)
    const signIn = (sent: Answer) => {
      const proof = { challenge_xid: sent.body['challenge_xid'], otp: textOf(sent, 'dev_code') }
      return service.call('/auth/verify', { json: { method: 'otp_sms', ...proof } })
    }
    expect(problemIn(await signIn(waiting))).toBe('401 unauthorized credentials_invalid')
    const sent = await service.call('/auth/challenge', { json: { identifier: wanted } })
    expect((await signIn(sent)).body).toMatchObject({ person_xid: person.person.xid })
  })

  it('answers the same for a number that is somebody’s, which the right code then says', async () => {
    const free = await request()
    const taken = wanted
    expect((await change(free)).status).toBe(200)
    person = await addVerified()
    browser = await logIn(service, person)
    const asked = await request()
    expect(asked.status).toBe(free.status)
    expect(Object.keys(asked.body)).toEqual(Object.keys(free.body))
    expect([...asked.headers.keys()]).toEqual([...free.headers.keys()])
    expect(await actionsOf(service, asked)).toEqual(await actionsOf(service, free))
    expect(problemIn(await change(asked, wrong(asked)))).toBe('401 unauthorized credentials_invalid')
    const refused = await change(asked)
    expect(problemIn(refused)).toBe('409 conflict identifier_taken')
    expect(await suspicionsOf(service, refused)).toEqual(['phone_change_refused'])
    expect([await phonesOf(), taken]).toEqual([[], wanted])
  })

  it('takes the digits for the number that they were sent to, and for no other', async () => {
    const asked = await request()
    const other = freshPhone()
    expect(problemIn(await change(asked, undefined, browser, other))).toBe(
      '401 unauthorized credentials_invalid',
    )
    expect((await change(asked, undefined, browser, wanted.replace('+81', '0'))).status).toBe(200)
    expect(await phonesOf()).toEqual([wanted])
  })

  it('looks at five guesses, and counts them at the number, too', async () => {
    const asked = await request()
    for (let guess = 0; guess < 5; guess++) {
      expect(problemIn(await change(asked, wrong(asked)))).toBe('401 unauthorized credentials_invalid')
    }
    expect(problemIn(await change(asked))).toBe('401 unauthorized otp_attempts_exceeded')
    service.clock.pass(61)
    expect(problemIn(await request())).toBe('429 rate_limited rate_limited')
    for (const guesses of [5, 0]) {
      browser = await logIn(service, await addVerified())
      const theirs = await request()
      for (let guess = 0; guess < guesses; guess++) await change(theirs, wrong(theirs))
      if (guesses === 0) expect(problemIn(await change(theirs))).toBe('423 forbidden account_locked')
    }
  })

  it('sends one a minute to a person, and the newest alone counts', async () => {
    const asked = await request()
    const first = wanted
    wanted = freshPhone()
    const early = await request()
    expect(problemIn(early)).toBe('429 rate_limited rate_limited')
    expect(early.headers.get('retry-after')).toBe('60')
    service.clock.pass(60)
    const next = await request()
    expect(problemIn(await change(asked, undefined, browser, first))).toBe('401 unauthorized otp_expired')
    expect((await change(next)).status).toBe(200)
    expect(await phonesOf()).toEqual([wanted])
  })

  it('answers the same when the number was sent too much', async () => {
    for (let sent = 0; sent < 3; sent++) {
      browser = await logIn(service, await addVerified())
      expect((await request()).status).toBe(202)
    }
    browser = await logIn(service, person)
    const held = await request()
    expect(held.status).toBe(202)
    expect(await suspicionsOf(service, held)).toEqual(['phone_change_refused'])
    expect(await told(wanted)).toHaveLength(3)
  })

  it('is dead after five minutes sharp', async () => {
    const asked = await request()
    service.clock.pass(300)
    expect(problemIn(await change(asked))).toBe('401 unauthorized otp_expired')
    browser = await logIn(service, person)
    const next = await request()
    service.clock.pass(299)
    expect((await change(next)).status).toBe(200)
  })

  it('is good in one browser and for one person alone', async () => {
    const cookie = (letter: string): Browser => ({
      ...browser,
      Cookie: `${browser.Cookie}; lgc_browser=lgb_${letter.repeat(43)}`,
    })
    const asked = await request(cookie('a'))
    expect(problemIn(await change(asked, undefined, cookie('b')))).toBe(
      '401 unauthorized credentials_invalid',
    )
    const stranger = await logIn(service, await addVerified())
    const theirs = { ...stranger, Cookie: `${stranger.Cookie}; lgc_browser=lgb_${'a'.repeat(43)}` }
    expect(problemIn(await change(asked, undefined, theirs))).toBe('401 unauthorized credentials_invalid')
    expect(problemIn(await change(asked, undefined, {}))).toBe('401 unauthorized session_missing')
    expect((await change(asked, undefined, cookie('a'))).status).toBe(200)
  })

  it('needs the password once the login is older than five minutes, and from products always', async () => {
    service.clock.pass(299)
    expect((await request()).status).toBe(202)
    service.clock.pass(61)
    expect(problemIn(await request())).toBe('401 login_required reauthentication_required')
    const guessed = await request(browser, { current_password: 'not the password' })
    expect(problemIn(guessed)).toBe('401 unauthorized credentials_invalid')
    expect((await request(browser, { current_password: testPassword })).status).toBe(202)
    service.clock.pass(61)
    const bearer = { Authorization: `Bearer ${await signInto(service, product, person)}` }
    expect(problemIn(await request(bearer))).toBe('401 login_required reauthentication_required')
    const asked = await request(bearer, { current_password: testPassword })
    expect((await change(asked, undefined, bearer)).status).toBe(200)
  })

  it('is asked for by nobody else, and not while the password of an address is unproved', async () => {
    expect(problemIn(await request({}))).toBe('401 unauthorized session_missing')
    const foreign = { ...browser, Origin: 'https://evil.example' }
    expect(problemIn(await request(foreign))).toBe('403 forbidden origin_not_allowed')
    const named = await request(browser, { identity_xid: person.identity.xid })
    expect(problemIn(named)).toBe('404 not_found identity_not_found')
    const unproved = await logIn(service, await addPerson(service))
    const refused = await request(unproved)
    expect(problemIn(refused)).toBe('409 conflict email_unproved')
    expect(await suspicionsOf(service, refused)).toEqual(['phone_change_refused'])
  })

  it.each([
    ['nonsense', '422 invalid_request identifier_unrecognized'],
    ['ada@example.com', '400 invalid_request identifier_type_not_allowed'],
    ['+1 202 555 0143', '422 invalid_request sms_country_not_allowed'],
  ])('does not take %s', async (identifier, refusal) => {
    expect(problemIn(await request(browser, { identifier }))).toBe(refusal)
    const former = await give()
    const same = await request(browser, { identifier: former.replace('+81', '0') })
    expect(same.body).toMatchObject({ fields: [{ path: 'identifier', rule: 'unchanged' }] })
  })

  it.each(['change', 'operator', 'reset', 'set', 'suspension'] as const)(
    'is dead after: %s',
    async (what) => {
      const asked = await request()
      const { person: owner, identity } = person
      if (what === 'change') {
        const json = { current_password: testPassword, new_password: newPassword }
        expect((await service.call('/auth/password/change', { json, headers: browser })).status).toBe(200)
      }
      if (what === 'operator') {
        const order = { realmXid: owner.realmXid, identityXid: identity.xid, password: newPassword }
        valueOf(await service.core.changeChallenge({ ...order, endsSessions: false }, testCaller))
      }
      if (what === 'set') {
        const order = { realmXid: owner.realmXid, named: identity, password: newPassword }
        valueOf(await service.core.setPassword(order, testCaller))
      }
      if (what === 'reset') {
        await service.call('/auth/password/request-reset', { json: { identifier: identity.identifier } })
        const { data } = await service.db
          .selectFrom('messages')
          .select('data')
          .where('recipient', '=', identity.identifier)
          .where('kind', '=', 'password_reset')
          .executeTakeFirstOrThrow()
        const { token } = JSON.parse(String(data)) as { token: string }
        const json = { token, password: newPassword }
        expect((await service.call('/auth/password/reset', { json })).status).toBe(204)
      }
      if (what === 'suspension') {
        const wish = { personXid: owner.xid, reason: null } as const
        valueOf(await service.core.switchPerson({ ...wish, status: 'suspended' }, testCaller))
        valueOf(await service.core.switchPerson({ ...wish, status: 'active' }, testCaller))
      }
      const password = what === 'suspension' ? testPassword : newPassword
      const json = { method: 'password', identifier: identity.identifier, password }
      const proof = await service.call('/auth/verify', { json })
      const verification_token = textOf(proof, 'verification_token')
      const login = await service.call('/auth/login-session', { json: { verification_token } })
      const token = /lgc_session=([^;]+)/.exec(login.headers.getSetCookie().join())?.[1] ?? ''
      const fresh = { ...browser, Cookie: `lgc_session=${token}` }
      expect(problemIn(await change(asked, undefined, fresh))).toBe('401 unauthorized otp_expired')
      expect(await phonesOf()).toEqual([])
    },
  )

  it('is dead when an operator named the number otherwise, and is no code to sign in with', async () => {
    await give()
    const asked = await request()
    const proof = { challenge_xid: asked.body['challenge_xid'], otp: textOf(asked, 'dev_code') }
    const signIn = await service.call('/auth/verify', { json: { method: 'otp_sms', ...proof } })
    expect(problemIn(signIn)).toBe('401 unauthorized credentials_invalid')
    const [, phone] = await service.core.queries.identities.listOf(person.person.xid)
    const renamed = { realmXid: person.person.realmXid, identityXid: phone?.xid ?? person.identity.xid }
    valueOf(await service.core.changeIdentifier({ ...renamed, identifier: freshPhone() }, testCaller))
    expect(problemIn(await change(asked))).toBe('401 unauthorized credentials_invalid')
  })

  it('is no way for a code of signing in', async () => {
    const former = await give()
    const sent = await service.call('/auth/challenge', { json: { identifier: former } })
    expect(problemIn(await change(sent))).toBe('401 unauthorized credentials_invalid')
  })

  describe('on the pages', () => {
    let visitor: Visitor
    beforeEach(async () => {
      visitor = (await signedInVisitor(service, person.identity.identifier)).visitor
    })
    /** The digits that were sent last to somebody. */
    const sentTo = async (recipient: string): Promise<string> => {
      const row = await service.db
        .selectFrom('messages')
        .select('data')
        .where('recipient', '=', recipient)
        .where('kind', '=', 'phone_change')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
      return (JSON.parse(String(row.data)) as { code: string }).code
    }
    const ask = async (): Promise<Page> =>
      visitor.submit(await visitor.visit('/account/phone'), { identifier: wanted.replace('+81', '0') })
    const send = (page: Page, code?: string): Promise<Page> => {
      const action = code === undefined ? '/account/phone' : '/account/phone/code'
      return visitor.post(action, { ...formWith(page, 'challenge').fields, ...(code && { code }) })
    }

    it('begins with the account and ends there', async () => {
      expect((await visitor.visit('/account')).html).toContain('href="/account/phone"')
      const page = await ask()
      expect(page.html).toMatch(/autocomplete="one-time-code"/)
      const refused = await send(page, '12')
      expect([refused.status, refused.html]).toEqual([422, expect.stringContaining('Enter the 6 digits')])
      const early = await send(refused)
      expect(early.html).toContain('You can ask for another one in 60 seconds')
      const changed = await send(early, await sentTo(wanted))
      expect(changed.location).toBe('/account/phone?done=1')
      const done = await visitor.follow(changed)
      expect(done.html).toContain(wanted)
      const overview = await visitor.visit('/account')
      expect(overview.html).toMatch(/href="\/account\/phone\?identity=[0-9a-v]{20}"/)
    })

    it('say that a number is taken to whoever reads what is sent there', async () => {
      await change(await request())
      person = await addVerified()
      visitor = (await signedInVisitor(service, person.identity.identifier)).visitor
      const refused = await send(await ask(), await sentTo(wanted))
      expect([refused.status, refused.html]).toEqual([422, expect.stringContaining('belongs to an account')])
      expect(await phonesOf()).toEqual([])
    })

    it('ask for the password when the login is old, and speak Japanese', async () => {
      service.clock.pass(400)
      const page = await visitor.visit('/account/phone', { 'Accept-Language': 'ja' })
      expect(page.html).toContain('電話番号')
      expect(page.html).toContain('name="password"')
      const refused = await visitor.submit(page, { identifier: wanted })
      expect(refused.status).toBe(422)
      const asked = await visitor.submit(page, { identifier: wanted, password: testPassword })
      expect(asked.html).toContain('one-time-code')
    })
  })
})
