import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Service } from '../support/service.ts'
import {
  type Product,
  addPerson,
  addProduct,
  openJourney,
  redirectUri,
  testPassword,
} from '../support/signing-in.ts'
import { type Page, type Visitor, formIn, newVisitor } from '../support/visitor.ts'

const steps = ['/login', '/login/verify', '/register', '/consent'] as const

describe.each(databases)('the steps of a sign-in on $name', ({ create }) => {
  let service: Service
  let product: Product
  let person: RegisteredPerson
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addProduct(service)
    person = await addPerson(service)
  })
  afterAll(() => service.close())

  const begin = (visitor: Visitor): Promise<Page> => {
    const { clientId: client_id } = product.client
    return visitor.visit(
      `/login?${new URLSearchParams({ client_id, redirect_uri: redirectUri, scope: 'openid' }).toString()}`,
    )
  }
  const gained = async (): Promise<readonly number[]> => {
    const tables = ['sessions', 'authorization_codes', 'consent_records', 'persons'] as const
    const read = tables.map((table) => service.db.selectFrom(table).select('xid').execute())
    return (await Promise.all(read)).map((rows) => rows.length)
  }

  it('are worth nothing when they are empty or out of order (R73)', async () => {
    const visitor = newVisitor(service)
    const { fields } = formIn((await begin(visitor)).html)
    const before = await gained()
    const wholly = {
      decision: 'approve',
      approved_scopes: 'openid',
      approved: 'true',
      password: testPassword,
    }
    for (const path of steps) {
      for (const values of [{}, fields, { ...fields, ...wholly }]) {
        const page = await visitor.post(path, values)
        expect(page.status, path).toBeLessThan(500)
        expect(page.location ?? '', path).not.toContain('code=')
      }
    }
    expect(visitor.cookies.has('lgc_session')).toBe(false)
    expect(await gained()).toEqual(before)
  })

  it('are done once each: a password that is sent again begins no second session (R73)', async () => {
    const visitor = newVisitor(service)
    const identified = await visitor.submit(await begin(visitor), { identifier: person.identity.identifier })
    const challenge = await visitor.follow(identified)
    const first = await visitor.submit(challenge, { password: testPassword })
    expect(first.status).toBe(303)
    const after = await gained()
    await visitor.submit(challenge, { password: testPassword })
    expect((await gained())[0]).toBe(after[0])
  })

  it('belong to one flow: consent in one is none in another (R73, R104)', async () => {
    const [mine, theirs] = [newVisitor(service), newVisitor(service)]
    const identified = await mine.submit(await begin(mine), { identifier: person.identity.identifier })
    const consent = await mine.follow(
      await mine.submit(await mine.follow(identified), { password: testPassword }),
    )
    const { fields } = formIn(consent.html)
    const before = await gained()
    const foreign = formIn((await begin(theirs)).html).fields
    const approval = { decision: 'approve', approved_scopes: 'openid' }
    const flow = foreign['flow'] ?? ''
    const answers = [
      await theirs.post('/consent', { ...foreign, ...approval }),
      await theirs.post('/consent', { ...fields, flow, ...approval }),
      await theirs.post('/consent', { ...fields, csrf: foreign['csrf'] ?? '', ...approval }),
      await mine.post('/consent', { ...fields, flow, ...approval }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([303, 403, 400, 400])
    for (const { location } of answers) expect(location ?? '').not.toContain('code=')
    expect(await gained()).toEqual(before)
  })
})
