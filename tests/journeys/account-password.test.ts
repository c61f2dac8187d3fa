import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signedInVisitor } from '../support/account.ts'
import { databases } from '../support/databases.ts'
import { type MailServer, headerOf, startMailServer } from '../support/mail-server.ts'
import { mailBy, newestMailTo } from '../support/mailbox.ts'
import type { Service } from '../support/service.ts'
import {
  type Product,
  actionsOf,
  addPerson,
  addProduct,
  logIn,
  openJourney,
  signInto,
  suspicionsOf,
  testPassword,
} from '../support/signing-in.ts'
import type { Page, Visitor } from '../support/visitor.ts'

const newPassword = 'seven green bicycles'

describe.each(databases)('changing a password on the pages on $name', ({ create }) => {
  let service: Service
  let server: MailServer
  let product: Product
  let person: RegisteredPerson
  let visitor: Visitor
  beforeAll(async () => {
    server = await startMailServer()
    service = await openJourney(create, mailBy(server))
    product = await addProduct(service)
  })
  afterAll(() => Promise.all([service.close(), server.stop()]))
  beforeEach(async () => {
    person = await addPerson(service)
    ;({ visitor } = await signedInVisitor(service, person.identity.identifier))
  })

  const change = async (current_password: string, new_password: string): Promise<Page> =>
    visitor.submit(await visitor.visit('/account/password'), { current_password, new_password })
  const verdict = ({ status, html }: Page): unknown => [
    status,
    [...html.matchAll(/<p class="field-problem"[^>]*>.*?<span>(.*?)<\/span>/gs)].map(([, said]) => said),
  ]

  it('keeps this browser signed in, ends the others and tells the owner', async () => {
    const browser = await logIn(service, person)
    const token = await signInto(service, product, person)
    const stolen = visitor.cookies.get('lgc_session') ?? ''
    const changed = await change(testPassword, newPassword)
    expect(await service.core.whoIsHere(stolen)).toBeUndefined()
    expect(changed.location).toBe('/account/password?done=1')
    expect(await actionsOf(service, changed)).toEqual([
      'identity.verified',
      'identity.challenge_changed',
      'session.renewed',
    ])
    expect((await visitor.follow(changed)).html).toContain('Your password is changed')
    expect(await service.core.whoIsHere(browser.Cookie.split('=')[1] ?? '')).toBeUndefined()
    const headers = { Authorization: `Bearer ${token}` }
    expect((await service.call('/auth/userinfo', { headers })).status).toBe(401)
    const mail = await newestMailTo(service, server, person.identity.identifier)
    expect(headerOf(mail, 'Subject')).toContain('was changed')
    const { identifier } = person.identity
    const json = { method: 'password', identifier, password: newPassword }
    expect((await service.call('/auth/verify', { json })).status).toBe(200)
  })

  it('needs the current one, and a new one that is good enough', async () => {
    const wrong = await change('not the password', newPassword)
    expect(wrong.status).toBe(422)
    expect(await suspicionsOf(service, wrong)).toEqual(['verify_failed'])
    expect(wrong.html).toContain('does not match this account')
    expect(verdict(await change('', ''))).toEqual([422, ['Enter your password.', 'Choose a password.']])
    expect(verdict(await change(testPassword, 'short'))).toEqual([422, ['Use at least 8 characters.']])
    const { identifier } = person.identity
    const json = { method: 'password', identifier, password: testPassword }
    expect((await service.call('/auth/verify', { json })).status).toBe(200)
  })

  it('is locked after ten wrong ones, as signing in is', async () => {
    for (let wrong = 0; wrong < 10; wrong++) await change('not the password', newPassword)
    const locked = await change(testPassword, newPassword)
    expect([locked.status, locked.html.includes('too many attempts')]).toEqual([423, true])
  })
})
