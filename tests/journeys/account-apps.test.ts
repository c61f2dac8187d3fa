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
  openJourney,
  problemIn,
  readSession,
  requestFor,
  signInto,
  testCaller,
  valueOf,
} from '../support/signing-in.ts'
import { type Page, type Visitor, errorCodeIn } from '../support/visitor.ts'

describe.each(databases)('the apps of a person on $name', ({ create }) => {
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
    ;({ visitor } = await signedInVisitor(service, person.identity.identifier))
  })

  const list = (): Promise<Page> => visitor.visit('/account/apps')
  const here = () => browserWith(visitor.cookies.get('lgc_session') ?? '')
  const withdraw = async (page: Page): Promise<Page> => {
    const { action, fields } = formWith(page, 'consent')
    return visitor.post(action, fields)
  }

  it('are none at first', async () => {
    const page = await list()
    expect(page.html).toContain('No app has access to your account yet.')
    expect(formsIn(page)).toEqual([])
  })

  it('are listed with what they may see', async () => {
    await signInto(service, product, here(), { scope: 'openid email' })
    const { html } = await list()
    expect(html).toContain('<h2>Notes</h2>')
    expect(html).toMatch(/Allowed on \d+ \w+ 20\d\d/)
    expect(html).toContain('<li>Your email address</li>')
    expect(html).not.toContain('<li>Your name</li>')
  })

  it('are listed with the level of access that was given, and those that nobody signed in to', async () => {
    const gated = await addProduct(service, { name: 'Payroll', requiresGrant: true })
    const { clientId } = gated.client
    const { xid: personXid } = person.person
    valueOf(await service.core.createGrant({ personXid, clientId, accessLevel: 'manager' }, testCaller))
    const { html } = await list()
    expect(html).toContain('<h2>Payroll</h2>')
    expect(html).toContain('you have not signed in to it yet')
    expect(html).toContain('Access level: manager')
    expect(formsIn(await list())).toEqual([])
  })

  it('lose access when it is withdrawn: the consent, the sessions and the codes, there alone', async () => {
    const other = await addProduct(service, { name: 'Calendar' })
    const otherToken = await signInto(service, other, here())
    const token = await signInto(service, product, here())
    const code = await codeFor(service, product, here())
    const page = await list()
    const { fields } = formWith(page, 'consent')
    const withdrawn = await withdraw(page)
    expect(withdrawn.location).toBe('/account/apps?done=1')
    expect(await actionsOf(service, withdrawn)).toEqual(['consent.withdrawn'])
    const after = await visitor.follow(withdrawn)
    expect(after.html).toContain('The app has no access any more')
    expect(after.html).not.toContain('<h2>Notes</h2>')
    expect(after.html).toContain('<h2>Calendar</h2>')
    expect(problemIn(await readSession(service, key, token))).toBe('401 unauthorized session_not_found')
    expect(problemIn(await exchange(service, product, code))).toBe(
      '400 invalid_grant authorization_code_invalid',
    )
    const otherKey = await addApiKey(service, other)
    expect((await readSession(service, otherKey, otherToken)).status).toBe(200)
    const again = await service.call('/auth/authorize', { json: requestFor(product), headers: here() })
    expect(again.body['status']).toBe('consent_required')
    const twice = await visitor.post('/account/apps', fields)
    expect([twice.status, errorCodeIn(twice)]).toEqual([404, 'consent_not_found'])
  })

  it('are withdrawn by nobody else', async () => {
    const other = await addPerson(service)
    const token = await signInto(service, product, other)
    const { items } = await service.core.queries.listConsents(
      { personXid: other.person.xid },
      { limit: 1, after: null },
    )
    await signInto(service, product, here())
    const { fields } = formWith(await list(), 'consent')
    const consent = items[0]?.xid ?? ''
    const refused = await visitor.post('/account/apps', { ...fields, consent })
    const missing = await visitor.post('/account/apps', { ...fields, consent: '0'.repeat(20) })
    const bare = ({ html }: Page): string =>
      html.replace(/nonce="[^"]*"/g, '').replace(/<dd>[0-9a-v]{20}<\/dd>/, '')
    expect([refused.status, errorCodeIn(refused)]).toEqual([404, 'consent_not_found'])
    expect(bare(missing)).toBe(bare(refused))
    expect((await readSession(service, key, token)).status).toBe(200)
  })
})
