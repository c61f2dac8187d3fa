import { defaultRealmXid } from '@lgc/composition'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Admin, addAdmin, addStrangers, missingXid, recordOf, walk } from '../support/administering.ts'
import { databases } from '../support/databases.ts'
import type { Answer, Service } from '../support/service.ts'
import { addPerson, openJourney, problemIn, testCaller, textOf, valueOf } from '../support/signing-in.ts'
import { freshName } from '../support/world.ts'

describe.each(databases)('realms in the hands of operators, on $name', ({ create }) => {
  let service: Service
  let admin: Admin
  beforeAll(async () => {
    service = await openJourney(create)
    admin = await addAdmin(service)
  })
  afterAll(() => service.close())

  const open = (name: string): Promise<Answer> => admin.send('POST', '/admin/realms', { name })

  it('are opened, renamed and listed', async () => {
    const agent = (await addPerson(service)).person.xid
    const name = freshName('realm')
    const opened = await admin.send('POST', '/admin/realms', { name }, agent)
    expect([opened.status, opened.body['name']]).toEqual([201, name])
    const xid = textOf(opened, 'xid')
    const target = `realm ${xid}`
    const details = { api_key_xid: admin.keyXid }
    expect(await recordOf(service, opened)).toEqual([
      { action: 'realm.created', target, agent: `person ${agent}`, details },
    ])
    const renamed = await admin.send('PATCH', `/admin/realms/${xid}`, { name: `${name}-new` })
    expect(renamed.body).toEqual({ ...opened.body, name: `${name}-new` })
    expect(await recordOf(service, renamed)).toMatchObject([{ action: 'realm.renamed', target }])
    const again = await admin.send('PATCH', `/admin/realms/${xid}`, { name: `${name}-new` })
    expect([again.status, await recordOf(service, again)]).toEqual([200, []])
    for (let index = 0; index < 3; index++) await open(freshName('realm'))
    const seen = await walk(admin, '/admin/realms?limit=2')
    expect(seen).toEqual(expect.arrayContaining([xid, defaultRealmXid]))
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('have names of their own', async () => {
    const [first, second] = [freshName('realm'), freshName('realm')]
    const xid = textOf(await open(first), 'xid')
    await open(second)
    expect(problemIn(await open(first))).toBe('409 conflict realm_taken')
    const path = `/admin/realms/${xid}`
    expect(problemIn(await admin.send('PATCH', path, { name: second }))).toBe('409 conflict realm_taken')
    for (const json of [{}, { name: '' }, { name: 'No Realm' }, { name: 'realm', xid: missingXid }]) {
      expect(problemIn(await admin.send('POST', '/admin/realms', json))).toBe(
        '400 invalid_request validation_failed',
      )
      expect((await admin.send('PATCH', path, json)).body['code']).toBe('validation_failed')
    }
  })

  it('are not renamed when there is none, or when it is the default one', async () => {
    for (const xid of [missingXid, 'XID']) {
      const missing = await admin.send('PATCH', `/admin/realms/${xid}`, { name: 'renamed' })
      expect(problemIn(missing)).toBe('404 not_found realm_not_found')
    }
    const fixed = await admin.send('PATCH', `/admin/realms/${defaultRealmXid}`, { name: 'renamed' })
    expect(problemIn(fixed)).toBe('409 conflict default_realm_fixed')
  })

  it('are no business of the operators of another realm', async () => {
    const { client, person } = await addStrangers(service)
    const order = { clientId: client.clientId, name: 'admin', role: 'admin', expiresAt: null } as const
    const { key } = valueOf(await service.core.createApiKey(order, testCaller))
    const headers = { 'X-API-Key': key }
    const json = { name: freshName('realm') }
    const answers = [
      await service.call('/admin/realms', { headers }),
      await service.call('/admin/realms', { headers, json }),
      await service.call(`/admin/realms/${missingXid}`, { method: 'PATCH', headers, json }),
      await service.call('/admin/audit', { headers }),
      await service.call('/admin/audit/export', { headers }),
      await service.call('/admin/security-events', { headers }),
      await service.call('/admin/security-events/export', { headers }),
      await service.call('/admin/requests', { headers }),
      await service.call('/admin/requests/export', { headers }),
    ]
    for (const answer of answers) expect(problemIn(answer)).toBe('403 forbidden realm_forbidden')
    const own = await service.call('/admin/persons', { headers })
    expect(own.body['data']).toMatchObject([{ xid: person.xid }])
    const made = { client_id: freshName('made'), name: 'Made', allowed_scopes: ['openid'] }
    expect((await service.call('/admin/clients', { headers, json: made })).status).toBe(201)
    const { body } = await service.call('/admin/clients?limit=100', { headers })
    const ids = (body['data'] as readonly { client_id: string }[]).map(({ client_id }) => client_id)
    expect(ids).toEqual([made.client_id, client.clientId].toSorted())
  })
})
