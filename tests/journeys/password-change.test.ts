import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type MailServer, headerOf, startMailServer, textOfMail, tokenIn } from '../support/mail-server.ts'
import { mailBy, newestMailTo } from '../support/mailbox.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  type Browser,
  type Product,
  actionsOf,
  addPerson,
  addProduct,
  browserWith,
  issuer,
  logIn,
  loginTokenIn,
  openJourney,
  problemIn,
  signInto,
  suspicionsOf,
  testPassword,
} from '../support/signing-in.ts'

const newPassword = 'seven green bicycles'

describe.each(databases)('changing a password on $name', ({ create }) => {
  let service: Service
  let server: MailServer
  let product: Product
  let person: RegisteredPerson
  beforeAll(async () => {
    server = await startMailServer()
    service = await openJourney(create, mailBy(server))
    product = await addProduct(service)
  })
  afterAll(() => Promise.all([service.close(), server.stop()]))
  beforeEach(async () => {
    person = await addPerson(service)
  })

  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
  const change = (headers: Readonly<Record<string, string>>, more: object = {}): Promise<Answer> =>
    service.call('/auth/password/change', {
      json: { current_password: testPassword, new_password: newPassword, ...more },
      headers,
    })
  const isAlive = async (token: string): Promise<boolean> =>
    (await service.call('/auth/userinfo', { headers: bearer(token) })).status === 200
  const isHere = async ({ Cookie }: Browser): Promise<boolean> =>
    (await service.core.whoIsHere(Cookie.split('=')[1] ?? '')) !== undefined
  const verifyWith = (password: string): Promise<Answer> =>
    service.call('/auth/verify', {
      json: { method: 'password', identifier: person.identity.identifier, password },
    })

  it('with a session token keeps that session, ends the others and tells the owner', async () => {
    const kept = await signInto(service, product, person)
    const other = await signInto(service, product, person)
    const browser = await logIn(service, person)
    const answer = await change(bearer(kept))
    expect(answer).toMatchObject({ status: 200, body: { sessions_ended: 2 } })
    expect(await actionsOf(service, answer)).toEqual(['identity.verified', 'identity.challenge_changed'])
    expect([await isAlive(kept), await isAlive(other), await isHere(browser)]).toEqual([true, false, false])
    expect((await verifyWith(testPassword)).status).toBe(401)
    expect((await verifyWith(newPassword)).status).toBe(200)
    const mail = await newestMailTo(service, server, person.identity.identifier)
    expect(headerOf(mail, 'Subject')).toBe('Your password for Example was changed')
  })

  it('with the login cookie keeps that browser, and is taken from our own pages alone', async () => {
    const browser = await logIn(service, person)
    const foreign = await change({ ...browser, Origin: 'https://evil.tld' })
    expect(problemIn(foreign)).toBe('403 forbidden origin_not_allowed')
    expect(problemIn(await change({ Cookie: browser.Cookie }))).toBe('403 forbidden origin_not_allowed')
    const changed = await change({ Cookie: browser.Cookie, Origin: issuer })
    expect(changed.status).toBe(200)
    expect(await isHere(browserWith(loginTokenIn(changed)))).toBe(true)
    expect(await isHere(browser)).toBe(false)
  })

  it('needs the current password, and counts wrong ones like any other', async () => {
    const token = await signInto(service, product, person)
    for (let attempt = 0; attempt < 10; attempt++) {
      const wrong = await change(bearer(token), { current_password: 'wrong wrong' })
      expect(problemIn(wrong)).toBe('401 unauthorized credentials_invalid')
      if (attempt === 0) expect(await suspicionsOf(service, wrong)).toEqual(['verify_failed'])
    }
    expect(problemIn(await change(bearer(token)))).toBe('423 forbidden account_locked')
    expect((await verifyWith(testPassword)).status).toBe(423)
  })

  it('makes links for a new password worthless', async () => {
    const token = await signInto(service, product, person)
    const { identifier } = person.identity
    await service.call('/auth/password/request-reset', { json: { identifier } })
    const link = tokenIn(textOfMail(await newestMailTo(service, server, identifier)))
    expect((await change(bearer(token))).status).toBe(200)
    const json = { token: link, password: 'another fine password' }
    const answer = await service.call('/auth/password/reset', { json })
    expect(problemIn(answer)).toBe('400 invalid_request reset_token_invalid')
  })

  it('is refused to nobody, to a dead session, and for a weak password', async () => {
    expect(problemIn(await change({}))).toBe('401 unauthorized session_missing')
    expect(problemIn(await change(bearer('lgs_made-up')))).toBe('401 unauthorized session_not_found')
    const token = await signInto(service, product, person)
    const weak = await change(bearer(token), { new_password: 'password1' })
    expect(problemIn(weak)).toBe('422 invalid_request password_too_weak')
    expect((await verifyWith(testPassword)).status).toBe(200)
  })

  it('is refused to who signs in without a password', async () => {
    const token = await signInto(service, product, person)
    await service.db
      .updateTable('identities')
      .set({ challenge: null })
      .where('xid', '=', person.identity.xid)
      .execute()
    const answer = await change(bearer(token))
    expect(problemIn(answer)).toBe('409 conflict password_missing')
    expect(await suspicionsOf(service, answer)).toEqual(['password_change_refused'])
  })
})
