import { buckets } from '@lgc/composition'
import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Form, type OidcProduct, addOidcProduct, callAs, claimsIn } from '../support/oidc.ts'
import { signInAt } from '../support/openid.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  actionsOf,
  addPerson,
  issuer,
  openJourney,
  problemIn,
  suspicionsOf,
  testCaller,
  textOf,
} from '../support/signing-in.ts'
import { type Visitor, errorCodeIn, newVisitor } from '../support/visitor.ts'

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'

describe.each(databases)('devices that people let in from elsewhere, on $name', ({ create }) => {
  let service: Service
  let tv: OidcProduct
  let confidential: OidcProduct
  let person: RegisteredPerson
  let visitor: Visitor
  beforeAll(async () => {
    service = await openJourney(create)
    const oauth = { grantTypes: [grantType, 'refresh_token'] as const }
    tv = await addOidcProduct(service, oauth, { secret: null, isFirstParty: false })
    confidential = await addOidcProduct(service, { ...oauth, resources: ['https://api.example/'] })
    person = await addPerson(service)
    visitor = newVisitor(service)
    await signInAt(visitor, await visitor.visit('/login?return_to=/account'), person)
  })
  afterAll(() => service.close())

  const ask = (form: Form = { scope: 'openid profile' }, of = tv): Promise<Answer> =>
    callAs(service, of, '/device_authorization', { form })
  const poll = (asked: Answer, of = tv): Promise<Answer> =>
    callAs(service, of, '/token', {
      form: { grant_type: grantType, device_code: textOf(asked, 'device_code') },
    })
  const typeIn = async (asked: Answer, by = visitor) =>
    by.submit(await by.visit('/device'), { user_code: textOf(asked, 'user_code') })
  const answer = async (asked: Answer, decision: string) => visitor.submit(await typeIn(asked), { decision })

  it('get two codes, and an address for people', async () => {
    const asked = await ask()
    expect(asked.status).toBe(200)
    expect(asked.headers.get('cache-control')).toBe('no-store')
    const userCode = textOf(asked, 'user_code')
    expect(asked.body).toEqual({
      device_code: expect.stringMatching(/^lgd_[A-Za-z0-9_-]{43}$/),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: `${issuer}/device`,
      verification_uri_complete: `${issuer}/device?user_code=${userCode}`,
      expires_in: 600,
      interval: 5,
    })
    const stored = JSON.stringify(await service.db.selectFrom('device_authorizations').selectAll().execute())
    expect(stored).not.toContain(textOf(asked, 'device_code'))
    expect(stored).not.toContain(userCode.replace('-', ''))
    const metadata = await (await service.fetch('/.well-known/openid-configuration')).json()
    expect(metadata).toMatchObject({ device_authorization_endpoint: `${issuer}/device_authorization` })
  })

  it('wait, are let in, and get their tokens once', async () => {
    const asked = await ask({ scope: 'openid profile offline_access' })
    expect(problemIn(await poll(asked))).toBe('400 authorization_pending authorization_pending')
    const shown = await typeIn(asked)
    expect(shown.html).toContain(tv.client.name)
    expect(shown.html).toContain('203.0.113.9')
    const done = await visitor.submit(shown, { decision: 'approve' })
    expect([done.status, done.html]).toEqual([200, expect.stringContaining('The device is connected')])
    service.clock.pass(5)
    const tokens = await poll(asked)
    expect(tokens.body).toMatchObject({ token_type: 'Bearer', scope: 'openid profile offline_access' })
    expect(claimsIn(tokens.body['id_token'])).toMatchObject({ sub: person.person.xid, amr: ['pwd'] })
    expect(await actionsOf(service, tokens)).toEqual(['device.exchanged', 'session.created'])
    const form = { grant_type: 'refresh_token', refresh_token: textOf(tokens, 'refresh_token') }
    expect((await callAs(service, tv, '/token', { form })).status).toBe(200)
    service.clock.pass(5)
    const again = await poll(asked)
    expect(problemIn(again)).toBe('400 invalid_grant device_code_used')
    expect(await suspicionsOf(service, again)).toEqual(['token_refused'])
  })

  it('are told when they are refused', async () => {
    const asked = await ask()
    expect((await answer(asked, 'deny')).html).toContain('The device was refused')
    expect(problemIn(await poll(asked))).toBe('400 access_denied device_denied')
    expect(errorCodeIn(await visitor.post('/device', await forged(asked, 'approve')))).toBe('form_expired')
  })

  const forged = async (asked: Answer, decision: string): Promise<Record<string, string>> => {
    const row = await service.db
      .selectFrom('device_authorizations')
      .select('xid')
      .orderBy('id', 'desc')
      .executeTakeFirst()
    return { device: row?.xid ?? '', decision, user_code: textOf(asked, 'user_code'), csrf: 'x'.repeat(43) }
  }

  it('have to wait longer each time they ask too soon', async () => {
    const asked = await ask()
    expect((await poll(asked)).body['error']).toBe('authorization_pending')
    service.clock.pass(4)
    expect(problemIn(await poll(asked))).toBe('400 slow_down slow_down')
    service.clock.pass(9)
    expect((await poll(asked)).body['error']).toBe('slow_down')
    service.clock.pass(15)
    expect((await poll(asked)).body['error']).toBe('authorization_pending')
    service.clock.pass(14)
    expect((await poll(asked)).body['error']).toBe('slow_down')
  })

  it('get one set of tokens, however many ask at once', async () => {
    const asked = await ask()
    await answer(asked, 'approve')
    const before = await service.db.selectFrom('sessions').select('xid').execute()
    const answers = await Promise.all(Array.from({ length: 20 }, () => poll(asked)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 400)).toHaveLength(19)
    const after = await service.db.selectFrom('sessions').select('xid').execute()
    expect(after.length - before.length).toBe(1)
  })

  it('are let in by no link alone: the code in the address is filled in and no more', async () => {
    const asked = await ask()
    const path = `/device?user_code=${textOf(asked, 'user_code')}`
    const stranger = newVisitor(service)
    const asking = await stranger.visit(path)
    const back = await signInAt(stranger, asking, await addPerson(service))
    expect(back.html).toContain(`value="${textOf(asked, 'user_code')}"`)
    await visitor.visit(path)
    expect((await poll(asked)).body['error']).toBe('authorization_pending')
    expect((await typeIn(asked)).html).toContain('name="decision"')
  })

  it('are answered only in the session in which the code was typed in', async () => {
    const asked = await ask()
    const shown = await typeIn(asked)
    const other = newVisitor(service)
    await signInAt(other, await other.visit('/login?return_to=/account'), await addPerson(service))
    const late = await typeIn(asked, other)
    expect([late.status, late.html]).toEqual([422, expect.stringContaining('There is no such code')])
    const [, device = ''] = /name="device" value="([^"]*)"/.exec(shown.html) ?? []
    const stolen = await other.submit(await other.visit('/device'), { device, decision: 'approve' })
    expect([stolen.status, errorCodeIn(stolen)]).toEqual([403, 'user_code_unknown'])
    expect((await poll(asked)).body['error']).toBe('authorization_pending')
    await visitor.submit(shown, { decision: 'approve' })
    const twice = await visitor.submit(shown, { decision: 'deny' })
    expect(errorCodeIn(twice)).toBe('user_code_unknown')
    service.clock.pass(5)
    expect((await poll(asked)).status).toBe(200)
  })

  it('get nothing once the code has expired, or whoever let them in signed out', async () => {
    const [late, orphaned] = [await ask(), await ask()]
    const leaving = newVisitor(service)
    await signInAt(leaving, await leaving.visit('/login?return_to=/account'), person)
    await leaving.submit(await typeIn(orphaned, leaving), { decision: 'approve' })
    await leaving.submit(await leaving.visit('/logout'), { scope: 'all' })
    expect((await poll(orphaned)).body['error']).toBe('expired_token')
    service.clock.pass(600)
    expect(problemIn(await poll(late))).toBe('400 expired_token device_code_expired')
    expect((await typeIn(late)).status).toBe(422)
  })

  it('are refused what the client may not have', async () => {
    expect(problemIn(await ask({ scope: 'openid admin' }))).toBe('400 invalid_scope scope_not_allowed')
    expect(problemIn(await ask({ scope: 'open  id' }))).toBe('400 invalid_scope scope_invalid')
    expect(problemIn(await ask({ resource: 'https://other.example/' }))).toBe(
      '400 invalid_target resource_not_granted',
    )
    const plain = await addOidcProduct(service)
    expect(problemIn(await ask({}, plain))).toBe('400 unauthorized_client grant_type_not_allowed')
    const unproved = { ...confidential, secret: 'lgcs_wrong' }
    expect((await ask({}, unproved)).body['error']).toBe('invalid_client')
  })

  it('are of one client: another gets nothing for the code', async () => {
    const asked = await ask({ resource: 'https://api.example/' }, confidential)
    await answer(asked, 'approve')
    expect(problemIn(await poll(asked, tv))).toBe('400 invalid_grant token_client_mismatch')
    expect((await poll(asked, confidential)).status).toBe(200)
    const unknown = { grant_type: grantType, device_code: `lgd_${'x'.repeat(43)}` }
    expect(problemIn(await callAs(service, tv, '/token', { form: unknown }))).toBe(
      '400 invalid_grant device_code_invalid',
    )
  })

  it('are guessed at twenty times in an hour and no more', async () => {
    const limited = await openJourney(create, { limits: buckets })
    const guesser = newVisitor(limited)
    await signInAt(guesser, await guesser.visit('/login?return_to=/account'), await addPerson(limited))
    const form = await guesser.visit('/device')
    const statuses: number[] = []
    for (let guess = 0; guess < 21; guess++) {
      statuses.push((await guesser.submit(form, { user_code: 'BCDF-GHJK' })).status)
    }
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 422), 429])
    await limited.close()
  })

  it('get nothing for people who were suspended meanwhile', async () => {
    const asked = await ask()
    await answer(asked, 'approve')
    await service.core.switchPerson(
      { personXid: person.person.xid, status: 'suspended', reason: null },
      testCaller,
    )
    expect(problemIn(await poll(asked))).toBe('400 invalid_grant person_suspended')
  })
})
