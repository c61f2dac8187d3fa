import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Service } from '../support/service.ts'
import { type Product, addPerson, addProduct, openJourney, redirectUri } from '../support/signing-in.ts'
import { type Page, type Visitor, errorCodeIn, formIn, newVisitor } from '../support/visitor.ts'
import { testCaller } from '../support/world.ts'

describe.each(databases)('signing in by a code, without scripts, on $name', ({ create }) => {
  let service: Service
  let product: Product
  let folder: string
  let phones = 0
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lgc-codes-'))
    service = await openJourney(create, {
      mail: { route: { kind: 'file', folder }, from: 'LGC <no-reply@example.com>' },
      sms: { kind: 'file', folder },
      codes: { areMailed: true, areEchoed: false, countries: ['JP'] },
    })
    product = await addProduct(service, { name: 'Notes' })
  })
  afterAll(async () => {
    await service.close()
    await rm(folder, { recursive: true })
  })
  beforeEach(() => service.clock.pass(24 * 60 * 60))

  const freshPhone = (): string => `+8190333${String(10_000 + phones++)}`
  const loginPath = (): string => {
    const common = { response_type: 'code', client_id: product.client.clientId, redirect_uri: redirectUri }
    return `/login?${new URLSearchParams({ ...common, scope: 'openid profile', state: 'xyz' }).toString()}`
  }
  /** The digits in the newest message to somebody. */
  const codeFor = async (recipient: string): Promise<string> => {
    await service.core.dispatchMessages?.(testCaller)
    const names = (await readdir(folder)).toSorted()
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
    const newest = texts.findLast((text) => text.includes(`To: ${recipient}`))
    return /^[0-9]{6}(?= is your code|\r?$)/m.exec(newest ?? '')?.[0] ?? ''
  }
  const named = async (visitor: Visitor, identifier: string): Promise<Page> =>
    visitor.follow(await visitor.submit(await visitor.visit(loginPath()), { identifier }))
  const other = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
  const resend = (visitor: Visitor, page: Page): Promise<Page> =>
    visitor.post('/login/code/send', formIn(page.html).fields)

  it('takes a newcomer with a phone from registration to the consent', async () => {
    const phone = freshPhone()
    const visitor = newVisitor(service)
    const start = await visitor.visit(loginPath())
    const register = await visitor.visit(`/register?flow=${formIn(start.html).fields['flow']}`)
    const filled = { name_display: 'Grace', identifier: phone.replace('+81', '0'), password: '' }
    const asked = await visitor.follow(await visitor.submit(register, filled))
    expect(asked.html).toContain(phone)
    expect(asked.html).toMatch(/inputmode="numeric" autocomplete="one-time-code"/)
    const consent = await visitor.follow(await visitor.submit(asked, { code: await codeFor(phone) }))
    expect(formIn(consent.html).action).toBe('/consent')
    expect(consent.html).toContain('Grace')
  })

  it('says the code in the name of the product, bound to our own site', async () => {
    const phone = freshPhone()
    const json = { name_display: 'Ada', identity: { type: 'sms', identifier: phone } }
    await service.call('/persons', { json })
    await named(newVisitor(service), phone)
    const code = await codeFor(phone)
    const texts = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
    )
    const text = texts.find((one) => one.startsWith(`To: ${phone}`)) ?? ''
    expect(text).toContain(`${code} is your code for Notes.`)
    expect(text.trim().split('\n').at(-1)).toBe(`@localhost #${code}`)
  })

  it('takes digits as people type them, and says what is wrong with others', async () => {
    const { identity } = await addPerson(service)
    const visitor = newVisitor(service)
    const password = await named(visitor, identity.identifier)
    expect(password.html).toContain('Send me a code instead')
    const asked = await visitor.follow(await resend(visitor, password))
    const code = await codeFor(identity.identifier)
    const missing = await visitor.submit(asked, { code: 'abc' })
    expect([missing.status, missing.html.includes('Enter the 6 digits')]).toEqual([422, true])
    const wrong = await visitor.submit(missing, { code: other(code) })
    expect([wrong.status, wrong.html.includes('This code is not right')]).toEqual([422, true])
    const typed = ` ${code.slice(0, 3)} ${code.slice(3)}`.replaceAll('1', '１')
    const consent = await visitor.follow(await visitor.submit(wrong, { code: typed }))
    expect(formIn(consent.html).action).toBe('/consent')
  })

  it('shows to everybody the same page, whoever they name', async () => {
    const phone = freshPhone()
    const page = await named(newVisitor(service), phone)
    expect([page.status, page.html.includes(`If there is an account for ${phone}`)]).toEqual([200, true])
    expect(await codeFor(phone)).toBe('')
  })

  it('sends another code after a minute, and says how long that is', async () => {
    const { identity } = await addPerson(service)
    const visitor = newVisitor(service)
    const asked = await visitor.follow(await resend(visitor, await named(visitor, identity.identifier)))
    const first = await codeFor(identity.identifier)
    service.clock.pass(20)
    const early = await resend(visitor, asked)
    expect([early.status, early.html.includes('in 40 seconds')]).toEqual([422, true])
    service.clock.pass(40)
    const again = await visitor.follow(await resend(visitor, early))
    const second = await codeFor(identity.identifier)
    expect(formIn(again.html).fields['challenge']).not.toBe(formIn(asked.html).fields['challenge'])
    const stale = await visitor.submit(asked, { code: first })
    expect(stale.html).toContain('This code has expired')
    const consent = await visitor.follow(await visitor.submit(again, { code: second }))
    expect(formIn(consent.html).action).toBe('/consent')
  })

  it('is of no use in a flow of another browser', async () => {
    const { identity } = await addPerson(service)
    const [visitor, stranger] = [newVisitor(service), newVisitor(service)]
    const asked = await visitor.follow(await resend(visitor, await named(visitor, identity.identifier)))
    const code = await codeFor(identity.identifier)
    const own = formIn((await named(stranger, identity.identifier)).html).fields
    const challenge = formIn(asked.html).fields['challenge'] ?? ''
    const refused = await stranger.post('/login/code', { ...own, challenge, code })
    expect([refused.status, refused.html.includes('This code is not right')]).toEqual([422, true])
    const foreign = await stranger.get(
      `/login/code?flow=${formIn(asked.html).fields['flow']}&challenge=${challenge}`,
    )
    expect(errorCodeIn(foreign)).toBe('flow_expired')
    expect((await visitor.submit(asked, { code })).status).toBe(303)
  })

  it('is not offered where it cannot be sent', async () => {
    const plain = await openJourney(create)
    const visitor = newVisitor(plain)
    const start = await visitor.visit('/login')
    const refused = await visitor.submit(start, { identifier: '+819012345678' })
    expect(refused.html).toContain('Signing in with this is not possible here')
    const { identity } = await addPerson(plain)
    const page = await visitor.follow(await visitor.submit(start, { identifier: identity.identifier }))
    expect(page.html).not.toContain('Send me a code instead')
    await plain.close()
  })
})
