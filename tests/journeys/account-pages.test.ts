import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signedInVisitor } from '../support/account.ts'
import { databases } from '../support/databases.ts'
import { type MailServer, startMailServer, textOfMail, tokenIn } from '../support/mail-server.ts'
import { mailBy, mailsTo } from '../support/mailbox.ts'
import type { Service } from '../support/service.ts'
import { addPerson, openJourney } from '../support/signing-in.ts'
import { type Visitor, errorCodeIn, formIn, newVisitor } from '../support/visitor.ts'

const pages = ['/account', '/account/apps', '/account/sessions']

describe.each(databases)('the account of a person on $name', ({ create }) => {
  let service: Service
  let server: MailServer
  let person: RegisteredPerson
  let visitor: Visitor
  beforeAll(async () => {
    server = await startMailServer()
    service = await openJourney(create, mailBy(server))
  })
  afterAll(() => Promise.all([service.close(), server.stop()]))
  beforeEach(async () => {
    person = await addPerson(service)
    ;({ visitor } = await signedInVisitor(service, person.identity.identifier))
  })

  it.each(pages)('%s asks a stranger to sign in, and comes back', async (path) => {
    const stranger = newVisitor(service)
    expect((await stranger.get(path)).location).toBe(`/login?return_to=${encodeURIComponent(path)}`)
    const { page } = await signedInVisitor(service, person.identity.identifier, { path })
    expect(page.status).toBe(200)
    expect(page.html).toContain(`<li><a href="${path}" aria-current="page">`)
    expect(page.headers.get('cache-control')).toBe('no-store')
  })

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/account',
    'https:evil.example',
    '/account/../logout',
    '/account/',
    '/account?x',
    '/account#x',
    '/%61ccount',
    '%2f%2fevil.example',
    'javascript:alert(1)',
    '/account\t',
    '\n/account',
    '/account@evil.example',
    '/logout',
    '',
  ])('does not go to %j after signing in', async (target) => {
    const stranger = newVisitor(service)
    const query = new URLSearchParams({ return_to: target }).toString()
    const start = await stranger.visit(`/login?${query}`)
    const { identifier } = person.identity
    const challenge = await stranger.follow(await stranger.submit(start, { identifier }))
    const signedIn = await stranger.submit(challenge, { password: 'correct horse battery' })
    expect(signedIn.location).toBe('/login')
    const again = await stranger.get(`/login?${query}`)
    expect([again.status, again.location]).toEqual([200, null])
  })

  it('is reached from the page that says that one is signed in', async () => {
    expect((await visitor.visit('/login')).html).toContain('href="/account"')
    expect((await visitor.visit('/')).html).toContain('href="/account"')
  })

  it('says who one is and how one signs in', async () => {
    const { html } = await visitor.visit('/account')
    expect(html).toContain('<dd>Ada</dd>')
    expect(html).toContain(`${person.identity.identifier} <span class="tag">Not confirmed</span>`)
    expect(html).toContain('You sign in with a password.')
    const japanese = await visitor.get('/account', { 'Accept-Language': 'ja' })
    expect(japanese.html).toContain('パスワードでサインインします。')
  })

  it('sends the mail again that confirms an address, until there is none to confirm', async () => {
    const before = (await mailsTo(service, server, person.identity.identifier)).length
    const asked = await visitor.submit(await visitor.visit('/account'))
    expect(asked.location).toBe('/account?notice=link_sent')
    expect((await visitor.follow(asked)).html).toContain('The mail is on its way.')
    const mails = await mailsTo(service, server, person.identity.identifier)
    expect(mails).toHaveLength(before + 1)
    const link = `/verify-email?token=${tokenIn(textOfMail(mails.at(-1) ?? fail()))}`
    await visitor.submit(await visitor.visit('/account'))
    const once = await visitor.submit(await visitor.visit('/account'))
    expect(once.location).toBe('/account?notice=send_limit_reached')
    expect(errorCodeIn(await visitor.get(link))).toBe('link_dead')
    const stale = await visitor.visit('/account')
    const newest = (await mailsTo(service, server, person.identity.identifier)).at(-1) ?? fail()
    await visitor.submit(await visitor.get(`/verify-email?token=${tokenIn(textOfMail(newest))}`))
    const { html } = await visitor.visit('/account')
    expect(html).toContain('<span class="tag">Confirmed</span>')
    expect(html).not.toContain('<form')
    expect((await visitor.submit(stale)).location).toBe('/account?notice=nothing_to_verify')
  })

  it.each(pages)(
    'takes no form for %s from anywhere else, nor with the token of another session',
    async (path) => {
      const other = await addPerson(service)
      const { visitor: stranger } = await signedInVisitor(service, other.identity.identifier)
      const { csrf = '' } = formIn((await stranger.visit('/account')).html).fields
      const verdict = async (values: Record<string, string>, headers = {}): Promise<unknown> => {
        const { status, headers: sent, ...page } = await visitor.post(path, values, headers)
        return [status, errorCodeIn({ status, headers: sent, ...page })]
      }
      expect(await verdict({ csrf })).toEqual([403, 'form_expired'])
      expect(await verdict({})).toEqual([403, 'form_expired'])
      const own = formIn((await visitor.visit('/account')).html).fields['csrf'] ?? ''
      const foreign = { Origin: 'https://evil.example' }
      expect(await verdict({ csrf: own }, foreign)).toEqual([403, 'origin_not_allowed'])
      const hidden = { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }
      expect(await verdict({ csrf: own }, hidden)).toEqual([403, 'origin_not_allowed'])
      expect(await verdict({ csrf: own }, { Origin: null })).toEqual([403, 'origin_not_allowed'])
    },
  )

  it('has nothing for a browser whose session is over, and asks it to sign in again', async () => {
    const page = await visitor.visit('/account/sessions')
    const { csrf = '' } = formIn((await visitor.visit('/account')).html).fields
    expect(page.status).toBe(200)
    service.clock.pass(7200)
    for (const path of pages) {
      expect((await visitor.get(path)).location).toMatch(/^\/login\?return_to=/)
      expect((await visitor.post(path, { csrf })).location).toMatch(/^\/login\?return_to=/)
    }
  })
})

function fail(): never {
  throw new Error('there is no mail')
}
