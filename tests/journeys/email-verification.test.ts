import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type MailServer, headerOf, startMailServer, textOfMail, tokenIn } from '../support/mail-server.ts'
import { mailBy, mailsTo, newestMailTo } from '../support/mailbox.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  type Product,
  actionsOf,
  addProduct,
  openJourney,
  problemIn,
  signInto,
  testPassword,
} from '../support/signing-in.ts'
import { type Page, type Visitor, errorCodeIn, newVisitor } from '../support/visitor.ts'
import { freshName } from '../support/world.ts'

describe.each(databases)('proving an e-mail address on $name', ({ create }) => {
  let service: Service
  let server: MailServer
  let product: Product
  let visitor: Visitor
  let address: string
  beforeAll(async () => {
    server = await startMailServer()
    service = await openJourney(create, mailBy(server))
    product = await addProduct(service)
  })
  afterAll(() => Promise.all([service.close(), server.stop()]))
  beforeEach(async () => {
    visitor = newVisitor(service)
    address = `${freshName('grace')}@example.com`
    const identity = { type: 'email', identifier: address, challenge: testPassword }
    const json = { name_display: 'Grace', client_id: product.client.clientId, identity }
    expect((await service.call('/persons', { json, headers: { 'Accept-Language': 'ja' } })).status).toBe(201)
  })

  const linkPath = async (): Promise<string> =>
    `/verify-email?token=${tokenIn(textOfMail(await newestMailTo(service, server, address)))}`
  const verifiedAt = async (): Promise<unknown> => {
    const row = await service.db
      .selectFrom('identities')
      .select('verified_at')
      .where('identifier', '=', address as never)
      .executeTakeFirstOrThrow()
    return row.verified_at
  }
  const session = (): Promise<string> =>
    signInto(service, product, { identity: { identifier: address } } as never)
  const askAgain = (token: string | null): Promise<Answer> =>
    service.call('/auth/email/request-verification', {
      method: 'POST',
      headers: token === null ? {} : { Authorization: `Bearer ${token}` },
    })

  it('begins with a mail after registration, in the name of the client and the language of the browser', async () => {
    const mail = await newestMailTo(service, server, address)
    expect(headerOf(mail, 'Message-ID')).toMatch(/^<email_verification[.][0-9a-v]{20}@localhost>$/)
    expect(textOfMail(mail)).toContain('「Example」')
  })

  it('is not done by whoever opens the link, however often, but by the button', async () => {
    const path = await linkPath()
    let page: Page = await visitor.get(path)
    for (let scan = 0; scan < 5; scan++) {
      expect((await service.fetch(path, { method: 'HEAD' })).status).toBe(200)
      page = await visitor.get(path)
    }
    expect(page.html).toContain(address)
    expect(await verifiedAt()).toBeNull()
    const done = await visitor.submit(page)
    expect(done.status).toBe(200)
    expect(await verifiedAt()).toBe(service.clock.now())
    expect(await actionsOf(service, { headers: done.headers } as Answer)).toEqual([
      'identity.address_verified',
    ])
    expect(visitor.cookies.has('lgc_session')).toBe(false)
  })

  it('is done once, for a day, and by nothing that was made up', async () => {
    const path = await linkPath()
    const page = await visitor.get(path)
    await visitor.submit(page)
    expect(errorCodeIn(await visitor.submit(page))).toBe('link_dead')
    expect(errorCodeIn(await visitor.get(path))).toBe('link_dead')
    expect(errorCodeIn(await visitor.get('/verify-email?token=lgp_made-up'))).toBe('link_dead')
    expect(errorCodeIn(await visitor.get('/verify-email'))).toBe('link_dead')
  })

  it('is too late after a day', async () => {
    const path = await linkPath()
    const page = await visitor.get(path)
    service.clock.pass(24 * 60 * 60)
    expect(errorCodeIn(await visitor.submit(page))).toBe('link_dead')
    expect(await verifiedAt()).toBeNull()
  })

  it('can be asked for again by who is signed in, within limits', async () => {
    const token = await session()
    const first = await linkPath()
    expect(await askAgain(token)).toMatchObject({ status: 202, body: { status: 'accepted' } })
    expect(await linkPath()).not.toBe(first)
    expect(errorCodeIn(await visitor.get(first))).toBe('link_dead')
    await askAgain(token)
    expect(problemIn(await askAgain(token))).toBe('429 rate_limited send_limit_reached')
    expect(await mailsTo(service, server, address)).toHaveLength(3)
  })

  it('is not asked for by nobody, nor when it is done', async () => {
    expect(problemIn(await askAgain(null))).toBe('401 unauthorized session_missing')
    await visitor.submit(await visitor.get(await linkPath()))
    expect(problemIn(await askAgain(await session()))).toBe('409 conflict email_already_verified')
  })

  it('cannot be done with the link for a new password, nor the other way round', async () => {
    const verification = (await linkPath()).split('=')[1] ?? ''
    const json = { token: verification, password: 'seven green bicycles' }
    const answer = await service.call('/auth/password/reset', { json })
    expect(problemIn(answer)).toBe('400 invalid_request reset_token_invalid')
    await service.call('/auth/password/request-reset', { json: { identifier: address } })
    const reset = tokenIn(textOfMail(await newestMailTo(service, server, address)))
    expect(errorCodeIn(await visitor.get(`/verify-email?token=${reset}`))).toBe('link_dead')
  })
})
