import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signedInVisitor } from '../support/account.ts'
import { databases } from '../support/databases.ts'
import { type MailServer, headerOf, startMailServer, textOfMail, tokenIn } from '../support/mail-server.ts'
import { mailBy, mailsTo, newestMailTo } from '../support/mailbox.ts'
import type { Service } from '../support/service.ts'
import { addPerson, logIn, openJourney } from '../support/signing-in.ts'
import { type Page, type Visitor, formIn, newVisitor } from '../support/visitor.ts'
import { freshName } from '../support/world.ts'

const links = ['/verify-email', '/recover/reset', '/change-email'] as const

describe.each(databases)('what is mailed to somebody else on $name', ({ create }) => {
  let service: Service
  let server: MailServer
  let here: RegisteredPerson
  let other: RegisteredPerson
  let visitor: Visitor
  beforeAll(async () => {
    server = await startMailServer()
    service = await openJourney(create, mailBy(server))
  })
  afterAll(() => Promise.all([service.close(), server.stop()]))
  beforeEach(async () => {
    here = await addPerson(service)
    other = await addPerson(service)
    ;({ visitor } = await signedInVisitor(service, here.identity.identifier))
  })

  const linkFor = async (path: (typeof links)[number], { identity }: RegisteredPerson): Promise<string> => {
    let to: string = identity.identifier
    if (path === '/recover/reset') {
      await service.call('/auth/password/request-reset', { json: { identifier: to } })
    }
    if (path === '/change-email') {
      const headers = await logIn(service, { identity })
      to = `${freshName('new')}@example.com`
      await service.call('/auth/email/request-change', { json: { identifier: to }, headers })
    }
    return `${path}?token=${tokenIn(textOfMail(await newestMailTo(service, server, to)))}`
  }
  const said = 'This link belongs to another account'

  it.each(links)('%s names the account, asks first and leaves the browser as it is', async (path) => {
    const link = await linkFor(path, other)
    const session = visitor.cookies.get('lgc_session') ?? ''
    const asked = await visitor.get(link)
    expect(asked.html).toContain(said)
    expect(asked.html).toContain(other.identity.identifier)
    const done = await visitor.submit(asked, { password: 'seven green bicycles' })
    expect(done.status).toBe(200)
    expect(visitor.cookies.get('lgc_session')).toBe(session)
    expect(await service.core.whoIsHere(session)).toBe(here.person.xid)
    expect((await newVisitor(service).get(await linkFor(path, here))).html).not.toContain(said)
  })

  it.each(links)('%s says nothing of the kind to its own person', async (path) => {
    expect((await visitor.get(await linkFor(path, here))).html).not.toContain(said)
  })

  const register = async (identifier: string): Promise<Page> => {
    const stranger = newVisitor(service)
    const { fields } = formIn((await stranger.visit('/login')).html)
    const page = await stranger.get(`/register?flow=${fields['flow'] ?? ''}`)
    const typed = { name_display: 'Mallory', password: 'seven green bicycles' }
    return stranger.submit(page, { ...typed, identifier })
  }

  it('reminds an owner of the account when somebody registers the address, once an hour', async () => {
    const { identifier } = other.identity
    const refused = await register(identifier.toUpperCase())
    expect([refused.status, refused.location]).toEqual([422, null])
    const mail = await newestMailTo(service, server, identifier)
    expect(headerOf(mail, 'Subject')).toBe('You already have an account for LGC')
    expect(textOfMail(mail)).not.toContain('Mallory')
    const before = (await mailsTo(service, server, identifier)).length
    const identity = { type: 'email', identifier, challenge: 'seven green bicycles' }
    const json = { name_display: 'Mallory', identity }
    expect((await service.call('/persons', { json })).status).toBe(409)
    expect(await mailsTo(service, server, identifier)).toHaveLength(before)
    service.clock.pass(3600)
    expect((await service.call('/persons', { json })).status).toBe(409)
    expect(await mailsTo(service, server, identifier)).toHaveLength(before + 1)
  })

  it('does not keep a newcomer from signing in at once', async () => {
    const entered = await register(`${freshName('newcomer')}@example.com`)
    expect([entered.status, entered.location]).toEqual([303, '/login'])
  })
})
