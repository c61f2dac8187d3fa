import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Admin,
  type Strangers,
  addAdmin,
  addStrangers,
  missingXid,
  recordOf,
  saidBy,
} from '../support/administering.ts'
import { databases } from '../support/databases.ts'
import type { Service } from '../support/service.ts'
import {
  addPerson,
  addProduct,
  codeFor,
  exchange,
  openJourney,
  problemIn,
  signInto,
  testCaller,
  valueOf,
  verify,
} from '../support/signing-in.ts'

describe.each(databases)('persons in the hands of operators, on $name', ({ create }) => {
  let service: Service
  let admin: Admin
  let strangers: Strangers
  beforeAll(async () => {
    service = await openJourney(create)
    admin = await addAdmin(service)
    strangers = await addStrangers(service)
  })
  afterAll(() => service.close())

  it('are shown with identities and grants, revoked ones included', async () => {
    const { person, identity } = await addPerson(service)
    const { client } = await addProduct(service)
    const order = { personXid: person.xid, clientId: client.clientId, accessLevel: 'user' }
    const first = valueOf(await service.core.createGrant(order, testCaller))
    valueOf(await service.core.revokeGrant(first.xid, testCaller))
    const second = valueOf(await service.core.createGrant(order, testCaller))
    const { status, body } = await admin.get(`/admin/persons/${person.xid}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      person: { xid: person.xid, name_display: 'Ada', status: 'active' },
      identities: [{ xid: identity.xid, identifier: identity.identifier, has_challenge: true }],
      grants: [
        { xid: second.xid, revoked_at: null },
        { xid: first.xid, revoked_at: expect.any(String) },
      ],
    })
  })

  it.each(['GET', 'PATCH', 'DELETE'])('%s: of another realm are as good as none', async (method) => {
    const json = method === 'PATCH' ? { name_display: 'Eve' } : undefined
    const missing = await admin.send(method, `/admin/persons/${missingXid}`, json)
    expect(problemIn(missing)).toBe('404 not_found person_not_found')
    for (const xid of [strangers.person.xid, 'XID', `${missingXid}0`, '%27%20or%201']) {
      expect(saidBy(await admin.send(method, `/admin/persons/${xid}`, json)), xid).toEqual(saidBy(missing))
    }
    const left = service.db.selectFrom('persons').select('name_display')
    const row = await left.where('xid', '=', strangers.person.xid).executeTakeFirst()
    expect(row?.name_display).toBe('Stranger')
  })

  it('are renamed, which names the members and not the names', async () => {
    const { person } = await addPerson(service)
    const path = `/admin/persons/${person.xid}`
    const renamed = await admin.send('PATCH', path, { name_display: 'Grace', name_legal: 'Grace H.' })
    expect(renamed.body).toMatchObject({ name_display: 'Grace', name_legal: 'Grace H.' })
    expect(await recordOf(service, renamed)).toEqual([
      {
        action: 'person.updated',
        target: `person ${person.xid}`,
        agent: `api_key ${admin.keyXid}`,
        details: { changed: ['name_display', 'name_legal'] },
      },
    ])
    const again = await admin.send('PATCH', path, { name_display: 'Grace' })
    expect(again.status).toBe(200)
    expect(await recordOf(service, again)).toEqual([])
    expect((await admin.send('PATCH', path, { name_legal: null })).body['name_legal']).toBeNull()
  })

  it('names the person who acts, and the key beside', async () => {
    const [{ person }, agent] = [await addPerson(service), (await addPerson(service)).person.xid]
    const path = `/admin/persons/${person.xid}`
    const renamed = await admin.send('PATCH', path, { name_display: 'Grace' }, agent)
    expect(await recordOf(service, renamed)).toMatchObject([
      { agent: `person ${agent}`, details: { api_key_xid: admin.keyXid, changed: ['name_display'] } },
    ])
    for (const nobody of [missingXid, strangers.person.xid, 'nobody', '']) {
      const refused = await admin.send('PATCH', path, { name_display: 'Eve' }, nobody)
      expect(problemIn(refused)).toBe('400 invalid_request validation_failed')
      expect(refused.body['fields']).toEqual([{ path: 'X-LGC-Agent', rule: 'person' }])
      expect(await recordOf(service, refused)).toEqual([])
    }
    expect((await admin.get(path)).body).toMatchObject({ person: { name_display: 'Grace' } })
  })

  it.each([
    ['nothing', {}],
    ['an unknown member', { xid: missingXid }],
    ['an unknown member beside a known one', { name_display: 'Eve', realm_xid: missingXid }],
    ['a blank name', { name_display: '  ' }],
    ['a long name', { name_display: 'x'.repeat(101) }],
    ['another status', { status: 'deleted' }],
    ['a reason without a suspension', { status: 'active', suspended_reason: 'none' }],
    ['null for a name that must be', { name_display: null }],
  ])('E71 refuses %s', async (_, json) => {
    const { person } = await addPerson(service)
    const refused = await admin.send('PATCH', `/admin/persons/${person.xid}`, json)
    expect(problemIn(refused)).toBe('400 invalid_request validation_failed')
    expect((await admin.get(`/admin/persons/${person.xid}`)).body).toMatchObject({
      person: { name_display: 'Ada', status: 'active' },
    })
  })

  it('are suspended, which signs them out, and reinstated', async () => {
    const who = await addPerson(service)
    const product = await addProduct(service)
    await signInto(service, product, who)
    const code = await codeFor(service, product, await verify(service, who))
    const path = `/admin/persons/${who.person.xid}`
    const suspended = await admin.send('PATCH', path, { status: 'suspended', suspended_reason: 'asked to' })
    expect(suspended.body['status']).toBe('suspended')
    expect(await recordOf(service, suspended)).toMatchObject([
      { action: 'person.suspended', details: { sessions_ended: 1 } },
    ])
    expect((await exchange(service, product, code)).body['code']).toBe('authorization_code_invalid')
    const again = await admin.send('PATCH', path, { status: 'suspended' })
    expect(await recordOf(service, again)).toEqual([])
    const reinstated = await admin.send('PATCH', path, { status: 'active' })
    expect(await recordOf(service, reinstated)).toMatchObject([{ action: 'person.reinstated' }])
    await signInto(service, product, who)
  })

  it('E72 are deleted with everything that hangs on them; the trail stays', async () => {
    const who = await addPerson(service)
    const product = await addProduct(service)
    await signInto(service, product, who)
    const { xid } = who.person
    const order = { personXid: xid, clientId: product.client.clientId, accessLevel: 'user' }
    valueOf(await service.core.createGrant(order, testCaller))
    const wrong = { method: 'password', identifier: who.identity.identifier, password: 'wrong password' }
    await service.call('/auth/verify', { json: wrong })
    const attempts = service.db.selectFrom('sign_in_attempts').selectAll()
    const before = await attempts.execute()
    const deleted = await admin.send('DELETE', `/admin/persons/${xid}`)
    expect(deleted.status).toBe(204)
    expect(await recordOf(service, deleted)).toMatchObject([
      {
        action: 'person.deleted',
        target: `person ${xid}`,
        details: { sessions_ended: 1, identity_xids: [who.identity.xid] },
      },
    ])
    expect(await attempts.execute()).toHaveLength(before.length - 1)
    for (const table of ['identities', 'sessions', 'person_app_grants', 'consent_records'] as const) {
      const left = service.db
        .selectFrom(table)
        .select('id')
        .where('person_id', 'not in', service.db.selectFrom('persons').select('id'))
      expect(await left.execute(), table).toEqual([])
    }
    const trail = service.db.selectFrom('audit_log').select('action').where('target_xid', '=', xid)
    expect((await trail.execute()).map(({ action }) => action)).toEqual([
      'person.created',
      'consent.recorded',
      'person.deleted',
    ])
    const second = await admin.send('DELETE', `/admin/persons/${xid}`)
    expect(problemIn(second)).toBe('404 not_found person_not_found')
    expect((await admin.get(`/admin/persons/${xid}`)).status).toBe(404)
  })

  it('are deleted once, however many ask at once', async () => {
    const { person } = await addPerson(service)
    const path = `/admin/persons/${person.xid}`
    const answers = await Promise.all(Array.from({ length: 6 }, () => admin.send('DELETE', path)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      204, 404, 404, 404, 404, 404,
    ])
    const deletions = service.db
      .selectFrom('audit_log')
      .select('xid')
      .where('action', '=', 'person.deleted')
      .where('target_xid', '=', person.xid)
    expect(await deletions.execute()).toHaveLength(1)
  })
})
