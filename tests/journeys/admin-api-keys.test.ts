import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Admin, addAdmin, missingXid, recordOf } from '../support/administering.ts'
import { databases } from '../support/databases.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  addProduct,
  memberOf,
  openJourney,
  type Product,
  problemIn,
  readSession,
  suspicionsOf,
  textOf,
} from '../support/signing-in.ts'

describe.each(databases)('API keys in the hands of operators, on $name', ({ create }) => {
  let service: Service
  let admin: Admin
  let product: Product
  let path: string
  beforeAll(async () => {
    service = await openJourney(create, { trustedProxies: ['203.0.113.9/32'] })
    admin = await addAdmin(service)
    product = await addProduct(service)
    path = `/admin/clients/${product.client.xid}/api-keys`
  })
  afterAll(() => service.close())

  const make = (more: object = {}): Promise<Answer> =>
    admin.send('POST', path, { name: 'sessions', role: 'service', ...more })
  /** A request that shows whether the key is good: with a good one the session is what is missing. */
  const use = (key: string): Promise<Answer> => readSession(service, key, null)
  const good = '401 unauthorized session_missing'
  const invalid = '401 unauthorized api_key_invalid'

  it('are made, shown once, and work in their role', async () => {
    const created = await make()
    expect(created.status).toBe(201)
    const key = textOf(created, 'key')
    expect(key).toMatch(/^lgk_s_[A-Za-z0-9_-]{43}$/)
    const made = memberOf(created.body, 'api_key')
    expect(made).toMatchObject({ client_id: product.client.clientId, role: 'service', revoked_at: null })
    expect(await recordOf(service, created)).toMatchObject([
      {
        action: 'api_key.created',
        target: `api_key ${String(made['xid'])}`,
        agent: `api_key ${admin.keyXid}`,
        details: { role: 'service', client_xid: product.client.xid },
      },
    ])
    expect(problemIn(await use(key))).toBe(good)
    const list = await admin.get(path)
    expect(list.body['data']).toContainEqual({ ...made, last_used_at: expect.any(String) })
    expect(JSON.stringify(list.body)).not.toContain(key)
    const trail = await service.db.selectFrom('audit_log').selectAll().execute()
    expect(JSON.stringify(trail)).not.toContain(key)
  })

  it('are revoked for good', async () => {
    const created = await make()
    const { xid } = memberOf(created.body, 'api_key')
    const revoked = await admin.send('DELETE', `${path}/${String(xid)}`)
    expect(revoked.status).toBe(204)
    expect(await recordOf(service, revoked)).toMatchObject([
      { action: 'api_key.revoked', target: `api_key ${String(xid)}` },
    ])
    expect(problemIn(await use(textOf(created, 'key')))).toBe(invalid)
    const again = await admin.send('DELETE', `${path}/${String(xid)}`)
    expect(problemIn(again)).toBe('409 conflict api_key_already_revoked')
    const notFound = '404 not_found api_key_not_found'
    for (const other of [missingXid, 'XID', admin.keyXid]) {
      expect(problemIn(await admin.send('DELETE', `${path}/${other}`))).toBe(notFound)
    }
    expect((await admin.get('/admin/clients')).status).toBe(200)
  })

  it('end when they are meant to', async () => {
    const expires_at = new Date(service.clock.now() + 60_000).toISOString()
    const created = await make({ expires_at })
    expect(memberOf(created.body, 'api_key')['expires_at']).toBe(expires_at)
    const key = textOf(created, 'key')
    expect(problemIn(await use(key))).toBe(good)
    service.clock.pass(60)
    expect(problemIn(await use(key))).toBe(invalid)
  })

  it.each([
    ['another role', { role: 'root' }],
    ['no name', { name: '' }],
    ['an end in the past', { expires_at: '2001-01-01T00:00:00Z' }],
    ['an end that is no time', { expires_at: 'tomorrow' }],
    ['a key of their own', { key: 'chosen' }],
    ['no networks at all', { allowed_networks: [] }],
    ['an address for a network', { allowed_networks: ['192.0.2.1'] }],
    ['a network too narrow', { allowed_networks: ['192.0.2.0/33'] }],
    ['a network that is a name', { allowed_networks: ['10.0.0.0/8', 'example.com/8'] }],
  ])('are refused with %s', async (_, wrong) => {
    const refused = await make(wrong)
    expect(problemIn(refused)).toBe('400 invalid_request validation_failed')
    expect(await recordOf(service, refused)).toEqual([])
  })

  it('are good only from where they are allowed, whatever a stranger claims', async () => {
    const created = await make({ allowed_networks: ['198.51.100.0/24', '2001:db8::/32'] })
    const key = textOf(created, 'key')
    const from = (address: string): Promise<Answer> =>
      service.call('/auth/session', { headers: { 'X-API-Key': key, 'X-Forwarded-For': address } })
    expect(memberOf(created.body, 'api_key')['allowed_networks']).toEqual([
      '198.51.100.0/24',
      '2001:db8::/32',
    ])
    for (const allowed of ['198.51.100.7', '192.0.2.1, 198.51.100.7', '2001:db8::5', '::ffff:198.51.100.7']) {
      expect(problemIn(await from(allowed)), allowed).toBe(good)
    }
    for (const other of ['198.51.101.7', '198.51.100.7, 192.0.2.1', '2001:db9::5', 'nonsense', '']) {
      const refused = await from(other)
      expect(problemIn(refused), other).toBe(invalid)
      expect(await suspicionsOf(service, refused)).toEqual(['api_key_invalid'])
      const { details } = await service.db
        .selectFrom('security_log')
        .select('details')
        .where('request_id', '=', refused.headers.get('x-request-id') ?? '')
        .executeTakeFirstOrThrow()
      expect(JSON.parse(details)).toMatchObject({ reason: 'address_not_allowed' })
    }
  })
})
