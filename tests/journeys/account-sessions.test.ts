import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formWith, formsIn, signedInVisitor } from '../support/account.ts'
import { databases } from '../support/databases.ts'
import type { Service } from '../support/service.ts'
import {
  type Product,
  actionsOf,
  addApiKey,
  addPerson,
  addProduct,
  browserWith,
  codeFor,
  exchange,
  logIn,
  openJourney,
  problemIn,
  readSession,
  signInto,
  suspicionsOf,
} from '../support/signing-in.ts'
import { type Page, type Visitor, errorCodeIn } from '../support/visitor.ts'

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'

describe.each(databases)('the sessions of a person on $name', ({ create }) => {
  let service: Service
  let product: Product
  let key: string
  let person: RegisteredPerson
  let visitor: Visitor
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addProduct(service, { name: 'Notes' })
    key = await addApiKey(service, product)
  })
  afterAll(() => service.close())
  beforeEach(async () => {
    person = await addPerson(service)
    ;({ visitor } = await signedInVisitor(service, person.identity.identifier, { userAgent: firefox }))
  })

  const list = (): Promise<Page> => visitor.visit('/account/sessions')
  const here = () => browserWith(visitor.cookies.get('lgc_session') ?? '')
  const isAlive = async (token: string): Promise<boolean> =>
    (await readSession(service, key, token)).status === 200
  const xidsIn = (page: Page): readonly string[] =>
    formsIn(page).flatMap(({ fields }) => fields['session'] ?? [])
  const end = async (session: string): Promise<Page> => {
    const { csrf = '' } = formWith(await list(), 'csrf').fields
    return visitor.post('/account/sessions', { csrf, session })
  }

  it('are listed with their device and place, this one first, and their apps under them', async () => {
    await logIn(service, person)
    await signInto(service, product, here())
    const { html } = await list()
    expect(html).toMatch(/<h2>Firefox on Linux <span class="tag">This browser<\/span><\/h2>/)
    expect(html).toContain('IP address 203.0.113.9')
    expect(html).toMatch(/Signed in <time datetime="20\d\d-/)
    expect(html.indexOf('This browser')).toBeLessThan(html.indexOf('<strong>Notes</strong>'))
    expect(html.indexOf('<strong>Notes</strong>')).toBeLessThan(html.indexOf('Unknown device'))
    expect((await visitor.get('/account/sessions', { 'Accept-Language': 'ja' })).html).toContain(
      'LinuxのFirefox',
    )
  })

  it('are nobody else’s', async () => {
    const other = await addPerson(service)
    await logIn(service, other)
    const { items } = await service.core.queries.listSessions(
      { personXid: other.person.xid },
      { limit: 10, after: null },
    )
    const theirs = items[0]?.session.xid ?? ''
    await logIn(service, person)
    expect(xidsIn(await list())).toHaveLength(1)
    expect((await list()).html).not.toContain(theirs)
    const bare = ({ html }: Page): string =>
      html.replace(/nonce="[^"]*"/g, '').replace(/<dd>[0-9a-v]{20}<\/dd>/, '')
    const refused = await end(theirs)
    expect([refused.status, errorCodeIn(refused)]).toEqual([404, 'session_not_found'])
    const missing = await end('0'.repeat(20))
    expect([missing.status, bare(missing)]).toEqual([404, bare(refused)])
    expect(bare(await end('nonsense'))).toBe(bare(refused))
    expect(await suspicionsOf(service, refused)).toEqual(['session_refused'])
    expect(
      (await service.core.queries.listSessions({ personXid: other.person.xid }, { limit: 10, after: null }))
        .items,
    ).toHaveLength(1)
  })

  it('end one at a time, and the next request is refused', async () => {
    const kept = await signInto(service, product, here())
    const token = await signInto(service, product, person)
    const alone = await list()
    expect(alone.html).toContain('Other apps')
    const [, gone = ''] = xidsIn(alone)
    const ended = await end(gone)
    expect(ended.location).toBe('/account/sessions?done=1')
    expect(await actionsOf(service, ended)).toEqual(['session.revoked'])
    expect((await visitor.follow(ended)).html).toContain('Signed out.')
    expect(problemIn(await readSession(service, key, token))).toBe('401 unauthorized session_not_found')
    expect(await isAlive(kept)).toBe(true)
    expect((await end(gone)).status).toBe(404)
  })

  it('take along what they began, and the codes that would begin more', async () => {
    const other = await logIn(service, person)
    const token = await signInto(service, product, other)
    const code = await codeFor(service, product, other)
    const { items } = await service.core.queries.listSessions(
      { personXid: person.person.xid },
      { limit: 10, after: null },
    )
    const login = items.find(({ session }) => session.clientXid === null && session.userAgent !== firefox)
    await end(login?.session.xid ?? '')
    expect(await isAlive(token)).toBe(false)
    expect(problemIn(await exchange(service, product, code))).toBe(
      '400 invalid_grant authorization_code_invalid',
    )
  })

  it('end everywhere else at once, but not in this browser and its apps', async () => {
    const own = await signInto(service, product, here())
    const elsewhere = await signInto(service, product, await logIn(service, person))
    const direct = await signInto(service, product, person)
    const ownCode = await codeFor(service, product, here())
    const code = await codeFor(service, product, await logIn(service, person))
    const bystander = await signInto(service, product, await addPerson(service))
    const page = await list()
    const { csrf = '' } = formWith(page, 'csrf').fields
    const ended = await visitor.post('/account/sessions', { csrf, others: '1' })
    expect(ended.location).toBe('/account/sessions?done=1')
    expect(await actionsOf(service, ended)).toEqual(['session.revoked'])
    expect(await Promise.all([own, elsewhere, direct, bystander].map(isAlive))).toEqual([
      true,
      false,
      false,
      true,
    ])
    expect((await exchange(service, product, code)).status).toBe(400)
    expect((await exchange(service, product, ownCode)).status).toBe(200)
    const after = await list()
    expect(after.status).toBe(200)
    expect(after.html).toContain('This browser')
    expect(after.html).not.toContain('Unknown device')
  })

  it('are not listed any more once they are over', async () => {
    await signInto(service, product, here())
    expect((await list()).html).toContain('<strong>Notes</strong>')
    const { db, clock } = service
    await db
      .updateTable('sessions')
      .set({ last_active_at: (clock.now() - 7_200_000) as never })
      .where('client_id', 'is not', null)
      .execute()
    expect((await list()).html).not.toContain('<strong>Notes</strong>')
  })

  it('signs this browser out when that is what is asked', async () => {
    const { items } = await service.core.queries.listSessions(
      { personXid: person.person.xid },
      { limit: 10, after: null },
    )
    await signInto(service, product, person)
    const ended = await end(items[0]?.session.xid ?? '')
    expect(visitor.cookies.has('lgc_session')).toBe(false)
    expect((await visitor.follow(ended)).html).toContain('name="identifier"')
  })
})
