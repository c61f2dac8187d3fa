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
import type { Answer, Service } from '../support/service.ts'
import {
  addApiKey,
  addPerson,
  addProduct,
  codeFor,
  exchange,
  memberOf,
  openJourney,
  problemIn,
  readSession,
  signInto,
  textOf,
  verify,
} from '../support/signing-in.ts'
import { freshName } from '../support/world.ts'

describe.each(databases)('clients in the hands of operators, on $name', ({ create }) => {
  let service: Service
  let admin: Admin
  let strangers: Strangers
  beforeAll(async () => {
    service = await openJourney(create)
    admin = await addAdmin(service)
    strangers = await addStrangers(service)
  })
  afterAll(() => service.close())

  const order = (more: object = {}) => ({
    client_id: freshName('made'),
    name: 'Made',
    redirect_uris: ['https://app.example/callback'],
    allowed_scopes: ['openid', 'profile'],
    ...more,
  })
  const make = (more: object = {}): Promise<Answer> => admin.send('POST', '/admin/clients', order(more))
  const idsIn = async (query: string): Promise<readonly unknown[]> => {
    const { body } = await admin.get(`/admin/clients?${query}`)
    return (body['data'] as readonly { client_id: string }[]).map(({ client_id }) => client_id)
  }

  it('lose nothing when two operators change different things at once', async () => {
    const path = `/admin/clients/${String(memberOf((await make()).body, 'client')['xid'])}`
    for (let round = 0; round < 10; round++) {
      const changes = [{ name: `Made ${round}` }, { requires_grant: round % 2 === 0 }, { logo_uri: null }]
      const answers = await Promise.all(changes.map((change) => admin.send('PATCH', path, change)))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
      const { body } = await admin.get(path)
      expect(body).toMatchObject(Object.assign({}, ...changes))
    }
  })

  it('are registered, with a secret that is shown once and works', async () => {
    const agent = (await addPerson(service)).person.xid
    const json = order()
    const created = await admin.send('POST', '/admin/clients', json, agent)
    expect(created.status).toBe(201)
    const made = memberOf(created.body, 'client')
    expect(made).toMatchObject({ ...json, type: 'confidential', is_active: true, requires_grant: false })
    const secret = textOf(created, 'client_secret')
    expect(secret).toMatch(/^lgcs_[A-Za-z0-9_-]{43}$/)
    expect(await recordOf(service, created)).toEqual([
      {
        action: 'client.registered',
        target: `client ${String(made['xid'])}`,
        agent: `person ${agent}`,
        details: { api_key_xid: admin.keyXid },
      },
    ])
    const read = await admin.get(`/admin/clients/${String(made['xid'])}`)
    expect(read.body).toEqual(made)
    const client = await service.core.queries.clients.find(json.client_id)
    if (!client) throw new Error('the client is missing')
    const code = await codeFor(service, { client, secret }, await verify(service, await addPerson(service)))
    expect((await exchange(service, { client, secret }, code)).status).toBe(200)
    const left = JSON.stringify([
      await service.db.selectFrom('clients').selectAll().execute(),
      await service.db.selectFrom('audit_log').selectAll().execute(),
    ])
    expect(left).not.toContain(secret)
  })

  it('are registered without a secret when they are public', async () => {
    const created = await make({ type: 'public' })
    expect(created.body).toMatchObject({ client: { type: 'public' }, client_secret: null })
    const { xid } = memberOf(created.body, 'client')
    const rotated = await admin.send('POST', `/admin/clients/${String(xid)}/secret/rotate`, {})
    expect(problemIn(rotated)).toBe('409 conflict client_is_public')
  })

  it.each([
    ['a client_id with blanks', { client_id: 'no id' }],
    ['no scopes', { allowed_scopes: [] }],
    ['a scope in capitals', { allowed_scopes: ['OpenID'] }],
    ['a blank name', { name: ' ' }],
    ['a redirect URI with a fragment', { redirect_uris: ['https://app.example/#x'] }],
    ['plain http to elsewhere', { redirect_uris: ['http://app.example/'] }],
    ['a script for a redirect URI', { redirect_uris: ['javascript:alert(1)'] }],
    ['a lifetime of eleven minutes', { code_lifetime_in_seconds: 660 }],
    ['a logo without TLS', { logo_uri: 'http://app.example/logo.png' }],
    ['a colour that is none', { brand_color: 'red' }],
    ['a secret of their own', { client_secret: 'chosen' }],
    ['a realm', { realm: 'default' }],
  ])('are refused with %s, and are not changed to it', async (_, wrong) => {
    expect(problemIn(await make(wrong))).toBe('400 invalid_request validation_failed')
    const { xid } = memberOf((await make()).body, 'client')
    const path = `/admin/clients/${String(xid)}`
    const before = await admin.get(path)
    const changed = await admin.send('PATCH', path, wrong)
    expect(problemIn(changed)).toBe('400 invalid_request validation_failed')
    expect(await recordOf(service, changed)).toEqual([])
    expect((await admin.get(path)).body).toEqual(before.body)
  })

  it('say which redirect URI rule was broken', async () => {
    const { body } = await make({ redirect_uris: ['https://app.example/#x'] })
    expect(body['fields']).toEqual([{ path: 'redirect_uris', rule: 'has_fragment' }])
  })

  it('have a client_id of their own, in all realms', async () => {
    const { client_id } = memberOf((await make()).body, 'client')
    for (const taken of [client_id, strangers.client.clientId]) {
      expect(problemIn(await make({ client_id: taken }))).toBe('409 conflict client_id_taken')
    }
  })

  it('change in what is named, which names the settings', async () => {
    const { xid, ...before } = memberOf((await make()).body, 'client')
    const path = `/admin/clients/${String(xid)}`
    const changed = await admin.send('PATCH', path, { name: 'Renamed', brand_color: '#AABBCC' })
    expect(changed.body).toEqual({ ...before, xid, name: 'Renamed', brand_color: '#AABBCC' })
    expect(await recordOf(service, changed)).toMatchObject([
      { action: 'client.updated', details: { changed: ['name', 'brandColor'] } },
    ])
    const again = await admin.send('PATCH', path, { name: 'Renamed' })
    expect([again.status, await recordOf(service, again)]).toEqual([200, []])
    for (const json of [{}, { xid: missingXid }, { client_id: 'other' }, { is_active: false }]) {
      expect(problemIn(await admin.send('PATCH', path, json))).toBe('400 invalid_request validation_failed')
    }
  })

  it('E26 require grants from the next session check on', async () => {
    const [who, product] = [await addPerson(service), await addProduct(service)]
    const [key, session] = [await addApiKey(service, product), await signInto(service, product, who)]
    await admin.send('PATCH', `/admin/clients/${product.client.xid}`, { requires_grant: true })
    expect((await readSession(service, key, session)).body['code']).toBe('grant_required')
  })

  it('are deactivated, which signs everybody out, and activated again', async () => {
    const [who, product] = [await addPerson(service), await addProduct(service)]
    await signInto(service, product, who)
    const path = `/admin/clients/${product.client.xid}`
    const off = await admin.send('POST', `${path}/deactivate`)
    expect(off.body).toMatchObject({ client: { is_active: false }, sessions_revoked: 1 })
    expect(await recordOf(service, off)).toMatchObject([{ action: 'client.deactivated' }])
    expect(await recordOf(service, await admin.send('POST', `${path}/deactivate`))).toEqual([])
    const { clientId } = product.client
    expect(await idsIn(`q=${clientId}`)).toEqual([])
    expect(await idsIn(`q=${clientId}&include_inactive=true`)).toEqual([clientId])
    const on = await admin.send('POST', `${path}/activate`)
    expect(on.body).toMatchObject({ client: { is_active: true }, sessions_revoked: 0 })
    await signInto(service, product, who)
  })

  it('rotate their secret: two are valid during the overlap, one afterwards', async () => {
    const [who, product] = [await addPerson(service), await addProduct(service)]
    const path = `/admin/clients/${product.client.xid}/secret/rotate`
    const statusWith = async (secret: string | null): Promise<number> => {
      const code = await codeFor(service, product, await verify(service, who))
      return (await exchange(service, { ...product, secret }, code)).status
    }
    expect(await statusWith(product.secret)).toBe(200)
    const rotated = await admin.send('POST', path, { overlap_seconds: 60 })
    const second = textOf(rotated, 'client_secret')
    expect(await recordOf(service, rotated)).toMatchObject([
      { action: 'client.secret_rotated', details: { overlap_in_seconds: 60 } },
    ])
    expect([await statusWith(product.secret), await statusWith(second)]).toEqual([200, 200])
    service.clock.pass(60)
    expect([await statusWith(product.secret), await statusWith(second)]).toEqual([401, 200])
    const third = textOf(await admin.send('POST', path, {}), 'client_secret')
    expect([await statusWith(second), await statusWith(third)]).toEqual([401, 200])
    for (const overlap_seconds of [-1, 604_801, 1.5, '60']) {
      const refused = await admin.send('POST', path, { overlap_seconds })
      expect(problemIn(refused)).toBe('400 invalid_request validation_failed')
    }
  })

  it('are listed in the order of client_id, page after page', async () => {
    const made = [`paged-c`, `paged-a`, `paged-b`]
    for (const client_id of made) await make({ client_id, name: `Seiten ${client_id}` })
    const first = await admin.get('/admin/clients?q=paged&limit=2')
    const ids = (first.body['data'] as readonly { client_id: string }[]).map(({ client_id }) => client_id)
    expect(ids).toEqual(['paged-a', 'paged-b'])
    expect(await idsIn(`q=paged&limit=2&cursor=${textOf(first, 'next_cursor')}`)).toEqual(['paged-c'])
    expect(await idsIn('q=Seiten%20paged-b')).toEqual(['paged-b'])
    expect(await idsIn('q=%25%25')).toEqual([])
    expect(await idsIn(`q=${encodeURIComponent('絵文字')}`)).toEqual([])
    expect(await idsIn('limit=100')).not.toContain(strangers.client.clientId)
    expect(JSON.stringify(first.body)).not.toMatch(/lgcs_|argon2/)
  })

  it('are as good as none in another realm', async () => {
    const requests = [
      ['GET', ''],
      ['PATCH', '', { name: 'Taken' }],
      ['POST', '/deactivate'],
      ['POST', '/activate'],
      ['POST', '/secret/rotate', {}],
      ['GET', '/api-keys'],
      ['POST', '/api-keys', { name: 'mine', role: 'admin' }],
      ['DELETE', `/api-keys/${missingXid}`],
    ] as const
    for (const [method, path, json] of requests) {
      const missing = await admin.send(method, `/admin/clients/${missingXid}${path}`, json)
      expect(problemIn(missing), `${method} ${path}`).toBe('404 not_found client_not_found')
      for (const xid of [strangers.client.xid, 'XID']) {
        const answer = await admin.send(method, `/admin/clients/${xid}${path}`, json)
        expect(saidBy(answer), `${method} ${path}`).toEqual(saidBy(missing))
      }
    }
  })
})
