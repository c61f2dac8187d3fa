import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type MailServer, startMailServer, textOfMail } from '../support/mail-server.ts'
import { mailBy, mailsTo, newestMailTo } from '../support/mailbox.ts'
import type { Service } from '../support/service.ts'
import {
  type Product,
  addPerson,
  addProduct,
  issuer,
  openJourney,
  redirectUri,
} from '../support/signing-in.ts'
import { type Page, type Visitor, errorCodeIn, formIn, newVisitor } from '../support/visitor.ts'

const newPassword = 'seven green bicycles'

describe.each(databases)('recovering a password on the pages on $name', ({ create }) => {
  let service: Service
  let server: MailServer
  let product: Product
  let person: RegisteredPerson
  let visitor: Visitor
  beforeAll(async () => {
    server = await startMailServer()
    service = await openJourney(create, mailBy(server))
    product = await addProduct(service, { isFirstParty: true, name: 'Notes' })
  })
  afterAll(() => Promise.all([service.close(), server.stop()]))
  beforeEach(async () => {
    person = await addPerson(service)
    visitor = newVisitor(service)
  })

  const challengeOf = async (identifier: string): Promise<Page> => {
    const common = { response_type: 'code', client_id: product.client.clientId, redirect_uri: redirectUri }
    const query = new URLSearchParams({ ...common, scope: 'openid', state: 'xyz' }).toString()
    return visitor.follow(await visitor.submit(await visitor.visit(`/login?${query}`), { identifier }))
  }
  const ask = async (identifier: string): Promise<Page> => {
    const path = /href="(\/recover\?flow=[0-9a-v]{20})"/.exec((await challengeOf(identifier)).html)?.[1]
    if (path === undefined) throw new Error('nothing leads to a new password')
    const offer = await visitor.get(path)
    expect(offer.html).toContain(identifier)
    return visitor.follow(await visitor.submit(offer))
  }
  const link = async (): Promise<string> => {
    const mail = await newestMailTo(service, server, person.identity.identifier)
    const address = /https?:\/\/\S+/.exec(textOfMail(mail))?.[0] ?? ''
    expect(address.startsWith(`${issuer}/recover/reset?token=`)).toBe(true)
    return address.slice(issuer.length)
  }

  it('goes from the sign-in through the mail back to the sign-in and to the product', async () => {
    const sent = await ask(person.identity.identifier)
    expect(sent.html).toContain('Look into your mail')
    const page = await visitor.get(await link())
    const changed = await visitor.submit(page, { password: newPassword })
    expect(changed.html).toContain('Your password is changed')
    expect(visitor.cookies.has('lgc_session')).toBe(false)
    const path = /href="(\/login\?flow=[0-9a-v]{20})"/.exec(changed.html)?.[1] ?? ''
    const challenge = await visitor.follow(
      await visitor.submit(await visitor.get(path), { identifier: person.identity.identifier }),
    )
    const consent = await visitor.follow(await visitor.submit(challenge, { password: newPassword }))
    const back =
      consent.location ??
      (await visitor.submit(consent, { decision: 'approve', approved_scopes: ['openid'] })).location
    expect(back).toMatch(/^https:\/\/app\.example\/callback\?code=lgac_/)
  })

  it('looks the same for nobody', async () => {
    const known = await ask(person.identity.identifier)
    visitor = newVisitor(service)
    const unknown = await ask('nobody@example.com')
    const bare = ({ html }: Page): string =>
      html.replace(/flow=[0-9a-v]{20}/g, '').replace(/nonce="[^"]*"/g, '')
    expect(bare(unknown)).toBe(bare(known))
    expect(await mailsTo(service, server, 'nobody@example.com')).toHaveLength(0)
  })

  it('is not done by whoever opens the link, however often', async () => {
    await ask(person.identity.identifier)
    const path = await link()
    for (let scan = 0; scan < 5; scan++) {
      expect((await service.fetch(path, { method: 'HEAD' })).status).toBe(200)
      expect((await newVisitor(service).get(path)).status).toBe(200)
    }
    expect((await visitor.submit(await visitor.get(path), { password: newPassword })).status).toBe(200)
    expect(errorCodeIn(await visitor.get(path))).toBe('link_dead')
  })

  it('in another browser says whose account it is, and does not take the sign-in along', async () => {
    await ask(person.identity.identifier)
    const path = await link()
    const other = newVisitor(service)
    const page = await other.get(path)
    expect(page.html).toContain(person.identity.identifier)
    expect(formIn(page.html).fields['flow']).toBeUndefined()
    const changed = await other.submit(page, { password: newPassword })
    expect(changed.html).toContain('href="/login?change=1"')
  })

  it('asks again for a password that is missing or too weak', async () => {
    await ask(person.identity.identifier)
    const page = await visitor.get(await link())
    const missing = await visitor.submit(page, { password: '' })
    expect([missing.status, missing.html.includes('Choose a password.')]).toEqual([422, true])
    const weak = await visitor.submit(missing, { password: 'password' })
    expect(weak.status).toBe(422)
    expect((await visitor.submit(weak, { password: newPassword })).status).toBe(200)
  })

  it('is in Japanese for who reads Japanese', async () => {
    await ask(person.identity.identifier)
    const page = await visitor.get(await link(), { 'Accept-Language': 'ja' })
    expect(page.html).toContain('新しいパスワードを設定')
  })

  it('is not offered for a company code, and needs a sign-in that was begun', async () => {
    expect((await challengeOf('ACME-1001')).html).not.toContain('/recover')
    expect((await visitor.get('/recover')).location).toBe('/login?change=1')
    expect(errorCodeIn(await visitor.get('/recover/sent'))).toBe('flow_expired')
    expect(errorCodeIn(await visitor.get('/recover/reset'))).toBe('link_dead')
    expect(errorCodeIn(await visitor.post('/recover/reset', { token: 'x', password: newPassword }))).toBe(
      'form_expired',
    )
  })
})
