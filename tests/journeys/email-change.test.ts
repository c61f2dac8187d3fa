import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signedInVisitor } from '../support/account.ts'
import { databases } from '../support/databases.ts'
import { type MailServer, headerOf, startMailServer, textOfMail, tokenIn } from '../support/mail-server.ts'
import { mailBy, mailsTo, newestMailTo } from '../support/mailbox.ts'
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
  valueOf,
} from '../support/signing-in.ts'
import { freshName } from '../support/world.ts'

const newPassword = 'seven green bicycles'

describe.each(databases)('changing an e-mail address on $name', ({ create }) => {
  let service: Service
  let server: MailServer
  let product: Product
  let person: RegisteredPerson
  let browser: Browser
  let former: string
  let wanted: string
  beforeAll(async () => {
    server = await startMailServer()
    service = await openJourney(create, mailBy(server))
    product = await addProduct(service)
  })
  afterAll(() => Promise.all([service.close(), server.stop()]))
  beforeEach(async () => {
    person = await addPerson(service)
    browser = await logIn(service, person)
    former = person.identity.identifier
    wanted = `${freshName('new')}@example.com`
  })

  type Headers = Readonly<Record<string, string>>
  const request = (headers: Headers = browser, more: object = {}): Promise<Answer> =>
    service.call('/auth/email/request-change', { json: { identifier: wanted, ...more }, headers })
  const link = async (to = wanted): Promise<string> =>
    tokenIn(textOfMail(await newestMailTo(service, server, to)))
  const change = (token: string): Promise<Answer> => service.call('/auth/email/change', { json: { token } })
  const verifyAs = async (identifier: string, password = testPassword): Promise<string> => {
    const { status } = await service.call('/auth/verify', {
      json: { method: 'password', identifier, password },
    })
    return `${status}`
  }
  const subjectsTo = async (address: string): Promise<readonly string[]> =>
    (await mailsTo(service, server, address)).map((mail) => headerOf(mail, 'Subject') ?? '')
  const dead = '400 invalid_request email_change_link_invalid'

  it('changes nothing until the link that the new address got is used, once', async () => {
    const asked = await request()
    expect(asked).toMatchObject({ status: 202, body: { status: 'accepted' } })
    expect(await actionsOf(service, asked)).toEqual(['identity.email_change_requested'])
    const token = await link()
    expect(await subjectsTo(former)).toContainEqual(expect.stringContaining('is to be changed'))
    expect([await verifyAs(former), await verifyAs(wanted)]).toEqual(['200', '401'])
    const changed = await change(token)
    expect(changed).toMatchObject({ status: 200, body: { identifier: wanted } })
    expect(await actionsOf(service, changed)).toEqual(['identity.identifier_changed'])
    expect([await verifyAs(former), await verifyAs(wanted)]).toEqual(['401', '200'])
    expect(await service.core.queries.identities.find(person.identity.xid)).toMatchObject({
      identifier: wanted,
      verifiedAt: service.clock.now(),
    })
    expect((await subjectsTo(former)).at(-1)).toContain('was changed')
    expect(textOfMail(await newestMailTo(service, server, former))).not.toContain(wanted)
    const again = await change(token)
    expect(problemIn(again)).toBe(dead)
    expect(await suspicionsOf(service, again)).toEqual(['email_change_refused'])
  })

  it('is not done by whoever opens the link, however often', async () => {
    await request()
    const path = `/change-email?token=${await link()}`
    for (let scan = 0; scan < 5; scan++) {
      expect((await service.fetch(path, { method: 'HEAD' })).status).toBe(200)
      expect((await service.fetch(path, { headers: { Accept: 'text/html' } })).status).toBe(200)
    }
    expect(await verifyAs(former)).toBe('200')
    expect((await change(path.split('=')[1] ?? '')).status).toBe(200)
  })

  it('answers the same for an address that is somebody’s, which the link then says', async () => {
    const free = await request()
    const owner = await addPerson(service)
    wanted = owner.identity.identifier
    const taken = await request()
    const bare = ({ status, body, headers }: Answer): unknown => [status, body, [...headers.keys()].sort()]
    expect(bare(taken)).toEqual(bare(free))
    expect(await actionsOf(service, taken)).toEqual(await actionsOf(service, free))
    const token = await link()
    expect(problemIn(await change(token))).toBe('409 conflict identifier_taken')
    expect([await verifyAs(former), await verifyAs(wanted)]).toEqual(['200', '200'])
    expect(problemIn(await change(token))).toBe(dead)
  })

  it('answers the same when the address was sent too much', async () => {
    for (let sent = 0; sent < 3; sent++) await request()
    const before = (await mailsTo(service, server, wanted)).length
    const held = await request()
    expect([held.status, before]).toEqual([202, 3])
    expect(await mailsTo(service, server, wanted)).toHaveLength(3)
    expect(await suspicionsOf(service, held)).toEqual(['email_change_refused'])
  })

  it('needs the password once the login is older than five minutes, and from products always', async () => {
    service.clock.pass(299)
    expect((await request()).status).toBe(202)
    service.clock.pass(1)
    expect(problemIn(await request())).toBe('401 login_required reauthentication_required')
    const wrong = await request(browser, { current_password: 'not the password' })
    expect(problemIn(wrong)).toBe('401 unauthorized credentials_invalid')
    expect((await request(browser, { current_password: testPassword })).status).toBe(202)
    const bearer = { Authorization: `Bearer ${await signInto(service, product, person)}` }
    expect(problemIn(await request(bearer))).toBe('401 login_required reauthentication_required')
    expect((await request(bearer, { current_password: testPassword })).status).toBe(202)
  })

  it('is asked for by nobody else', async () => {
    expect(problemIn(await request({}))).toBe('401 unauthorized session_missing')
    const foreign = { ...browser, Origin: 'https://evil.example' }
    expect(problemIn(await request(foreign))).toBe('403 forbidden origin_not_allowed')
    const other = await addPerson(service)
    const theirs = await request(browser, { identity_xid: other.identity.xid })
    expect(problemIn(theirs)).toBe('409 conflict email_missing')
  })

  it.each([
    ['nonsense', '422 invalid_request identifier_unrecognized'],
    ['ACME-1001', '400 invalid_request identifier_type_not_allowed'],
    ['+81 90 1234 5678', '400 invalid_request identifier_type_not_allowed'],
  ])('does not take %s', async (identifier, refusal) => {
    const refused = await request(browser, { identifier })
    expect(problemIn(refused)).toBe(refusal)
    expect(await suspicionsOf(service, refused)).toEqual(['email_change_refused'])
    const unchanged = await request(browser, { identifier: former.toUpperCase() })
    expect(unchanged).toMatchObject({
      status: 400,
      body: { fields: [{ path: 'identifier', rule: 'unchanged' }] },
    })
  })

  it('is dead after 60 minutes, and not before', async () => {
    await request()
    const token = await link()
    service.clock.pass(3600)
    expect(problemIn(await change(token))).toBe('400 invalid_request email_change_link_expired')
    browser = await logIn(service, person)
    await request()
    const next = await link()
    service.clock.pass(3599)
    expect((await change(next)).status).toBe(200)
  })

  it('is dead when another one is asked for', async () => {
    await request()
    const token = await link()
    const first = wanted
    wanted = `${freshName('newer')}@example.com`
    await request()
    expect(problemIn(await change(token))).toBe(dead)
    expect((await change(await link())).status).toBe(200)
    expect(await verifyAs(first)).toBe('401')
  })

  /** An account that somebody else prepared: what they asked for does not outlive the owner's coming. */
  it.each(['reset', 'change', 'operator', 'suspension'] as const)('is dead after a %s', async (what) => {
    await request()
    const token = await link()
    const { identity, person: owner } = person
    if (what === 'reset') {
      await service.call('/auth/password/request-reset', { json: { identifier: former } })
      const json = { token: await link(former), password: newPassword }
      expect((await service.call('/auth/password/reset', { json })).status).toBe(204)
    }
    if (what === 'change') {
      const json = { current_password: testPassword, new_password: newPassword }
      expect((await service.call('/auth/password/change', { json, headers: browser })).status).toBe(200)
    }
    if (what === 'operator') {
      const order = { realmXid: owner.realmXid, identityXid: identity.xid, password: newPassword }
      valueOf(await service.core.changeChallenge({ ...order, endsSessions: false }, testCaller))
    }
    if (what === 'suspension') {
      const wish = { personXid: owner.xid, reason: null } as const
      valueOf(await service.core.switchPerson({ ...wish, status: 'suspended' }, testCaller))
      expect(problemIn(await change(token))).toBe(dead)
      valueOf(await service.core.switchPerson({ ...wish, status: 'active' }, testCaller))
    }
    expect(problemIn(await change(token))).toBe(dead)
    expect(await service.core.queries.identities.find(identity.xid)).toMatchObject({ identifier: former })
  })

  it('is dead when an operator named the identity otherwise, and takes other links along', async () => {
    await request()
    const token = await link()
    const renamed = { realmXid: person.person.realmXid, identityXid: person.identity.xid }
    const identifier = `${freshName('operator')}@example.com`
    valueOf(await service.core.changeIdentifier({ ...renamed, identifier }, testCaller))
    expect(problemIn(await change(token))).toBe(dead)
    valueOf(await service.core.changeIdentifier({ ...renamed, identifier: former }, testCaller))
    await service.call('/auth/password/request-reset', { json: { identifier: former } })
    const reset = await link(former)
    await request()
    expect((await change(await link())).status).toBe(200)
    const json = { token: reset, password: newPassword }
    expect((await service.call('/auth/password/reset', { json })).status).toBe(400)
  })

  it('is no link for anything else, nor is anything else one for it', async () => {
    const verification = await link(former)
    expect(problemIn(await change(verification))).toBe(dead)
    await request()
    const token = await link()
    const reset = await service.call('/auth/password/reset', { json: { token, password: newPassword } })
    expect(reset.status).toBe(400)
    const verified = await service.call('/auth/email/verify', { json: { token } })
    expect(problemIn(verified)).toBe('400 invalid_request verification_link_invalid')
    expect((await change(token)).status).toBe(200)
  })

  it('shows links with our own address alone, whatever the request claims', async () => {
    const lies = { 'X-Forwarded-Host': 'evil.tld', Forwarded: 'host=evil.tld', Referer: 'https://evil.tld/' }
    await request({ ...browser, ...lies })
    const text = textOfMail(await newestMailTo(service, server, wanted))
    expect(text).toContain('http://localhost:3100/change-email?token=')
    expect(text).not.toContain('evil.tld')
  })

  it('proves an address by JSON as well as on the page', async () => {
    const json = { token: await link(former) }
    expect(await service.call('/auth/email/verify', { json })).toMatchObject({
      status: 200,
      body: { identifier: former },
    })
    expect(problemIn(await service.call('/auth/email/verify', { json }))).toBe(
      '400 invalid_request verification_link_invalid',
    )
    const other = await addPerson(service)
    const late = { token: await link(other.identity.identifier) }
    service.clock.pass(86_400)
    expect(problemIn(await service.call('/auth/email/verify', { json: late }))).toBe(
      '400 invalid_request verification_link_expired',
    )
  })

  it('of somebody with a newer browser begins on the page of the account', async () => {
    const { visitor } = await signedInVisitor(service, former)
    const page = await visitor.visit('/account')
    expect(page.html).toContain(`href="/account/email?identity=${person.identity.xid}"`)
    const asked = await visitor.submit(await visitor.visit('/account/email'), { identifier: wanted })
    expect(asked.location).toBe('/account/email?done=1')
    const confirmation = await visitor.get(`/change-email?token=${await link()}`)
    expect(confirmation.html).toContain(former)
    expect(confirmation.html).toContain(`New address: ${wanted}`)
    const changed = await visitor.submit(confirmation)
    expect(changed.html).toContain('Your email address is changed')
    expect((await visitor.visit('/account')).html).toContain(wanted)
  })
})
