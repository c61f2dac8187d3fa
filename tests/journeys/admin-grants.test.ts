import { type Xid, refuse } from '@lgc/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Admin,
  type Strangers,
  addAdmin,
  addStrangers,
  missingXid,
  recordOf,
  saidBy,
  walk,
} from '../support/administering.ts'
import { databases } from '../support/databases.ts'
import type { Service } from '../support/service.ts'
import {
  addApiKey,
  addPerson,
  addProduct,
  openJourney,
  problemIn,
  readSession,
  signInto,
  textOf,
} from '../support/signing-in.ts'
import { testCaller } from '../support/world.ts'

describe.each(databases)('grants in the hands of operators, on $name', ({ create }) => {
  let service: Service
  let admin: Admin
  let strangers: Strangers
  beforeAll(async () => {
    service = await openJourney(create)
    admin = await addAdmin(service)
    strangers = await addStrangers(service)
  })
  afterAll(() => service.close())

  const order = async () => ({
    person_xid: (await addPerson(service)).person.xid as string,
    client_id: (await addProduct(service)).client.clientId,
  })
  const grant = async (): Promise<string> =>
    textOf(await admin.send('POST', '/admin/grants', await order()), 'xid')

  it('are given, at the level user unless another is named', async () => {
    const json = await order()
    const agent = (await addPerson(service)).person.xid
    const created = await admin.send('POST', '/admin/grants', json, agent)
    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({ ...json, access_level: 'user', granted_by: agent, revoked_at: null })
    expect(await recordOf(service, created)).toMatchObject([
      {
        action: 'grant.created',
        target: `grant ${textOf(created, 'xid')}`,
        agent: `person ${agent}`,
        details: { person_xid: json.person_xid, access_level: 'user', api_key_xid: admin.keyXid },
      },
    ])
    const owner = await admin.send('POST', '/admin/grants', { ...(await order()), access_level: 'owner' })
    expect(owner.body).toMatchObject({ access_level: 'owner', granted_by: admin.keyXid })
  })

  it('are refused to who or what is not in the realm', async () => {
    const json = await order()
    const send = (more: object) => admin.send('POST', '/admin/grants', { ...json, ...more })
    const [person, client] = [await send({ person_xid: missingXid }), await send({ client_id: 'no-client' })]
    expect(problemIn(person)).toBe('404 not_found person_not_found')
    expect(problemIn(client)).toBe('404 not_found client_not_found')
    expect(saidBy(await send({ person_xid: strangers.person.xid }))).toEqual(saidBy(person))
    expect(saidBy(await send({ client_id: strangers.client.clientId }))).toEqual(saidBy(client))
    for (const more of [{ access_level: 'User' }, { access_level: '' }, { granted_by: missingXid }]) {
      expect(problemIn(await send(more))).toBe('400 invalid_request validation_failed')
    }
  })

  it('are not given to who is deleted meanwhile', async () => {
    const json = await order()
    expect((await admin.send('DELETE', `/admin/persons/${json.person_xid}`)).status).toBe(204)
    const late = { personXid: json.person_xid as Xid, clientId: json.client_id, accessLevel: 'user' }
    expect(await service.core.createGrant(late, testCaller)).toEqual(refuse('person_not_found'))
    for (let round = 0; round < 8; round++) {
      const next = await order()
      const [given, deleted] = await Promise.all([
        admin.send('POST', '/admin/grants', next),
        admin.send('DELETE', `/admin/persons/${next.person_xid}`),
      ])
      expect(deleted.status).toBe(204)
      expect([201, 404]).toContain(given.status)
    }
    expect(service.faults).toEqual([])
  })

  it('E73 are given once, however many ask at once', async () => {
    const json = await order()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => admin.send('POST', '/admin/grants', json)),
    )
    const [created, ...others] = answers.toSorted((a, b) => a.status - b.status)
    expect(created?.status).toBe(201)
    for (const other of others) {
      expect(problemIn(other)).toBe('409 conflict grant_already_exists')
      expect(other.body['details']).toEqual({ grant_xid: created?.body['xid'] })
    }
    const { body } = await admin.get(`/admin/grants?person_xid=${json.person_xid}`)
    expect(body['data']).toEqual([created?.body])
  })

  it('change their level, which the next session check tells', async () => {
    const [who, product] = [await addPerson(service), await addProduct(service)]
    const json = { person_xid: who.person.xid, client_id: product.client.clientId }
    const xid = textOf(await admin.send('POST', '/admin/grants', json), 'xid')
    const [key, session] = [await addApiKey(service, product), await signInto(service, product, who)]
    const changed = await admin.send('PATCH', `/admin/grants/${xid}`, { access_level: 'editor' })
    expect(changed.body).toMatchObject({ xid, access_level: 'editor' })
    expect(await recordOf(service, changed)).toMatchObject([
      { action: 'grant.level_changed', target: `grant ${xid}`, details: { from: 'user', to: 'editor' } },
    ])
    expect((await readSession(service, key, session)).body['grant']).toEqual({ xid, access_level: 'editor' })
    const again = await admin.send('PATCH', `/admin/grants/${xid}`, { access_level: 'editor' })
    expect([again.status, await recordOf(service, again)]).toEqual([200, []])
    const wrong = await admin.send('PATCH', `/admin/grants/${xid}`, { access_level: 'no level' })
    expect(problemIn(wrong)).toBe('400 invalid_request validation_failed')
  })

  it('E74 are taken back once, with the sessions they allowed', async () => {
    const [who, product] = [await addPerson(service), await addProduct(service, { requiresGrant: true })]
    const json = { person_xid: who.person.xid, client_id: product.client.clientId }
    const path = `/admin/grants/${textOf(await admin.send('POST', '/admin/grants', json), 'xid')}`
    const [key, session] = [await addApiKey(service, product), await signInto(service, product, who)]
    const revoked = await admin.send('DELETE', path)
    expect(revoked.status).toBe(204)
    expect(await recordOf(service, revoked)).toMatchObject([
      { action: 'grant.revoked', details: { sessions_ended: 1 } },
    ])
    expect((await readSession(service, key, session)).body['code']).toBe('session_not_found')
    const already = '409 conflict grant_already_revoked'
    expect(problemIn(await admin.send('DELETE', path))).toBe(already)
    expect(problemIn(await admin.send('PATCH', path, { access_level: 'owner' }))).toBe(already)
    expect((await admin.send('POST', '/admin/grants', json)).status).toBe(201)
    const list = `/admin/grants?client_id=${json.client_id}`
    expect((await admin.get(list)).body['data']).toMatchObject([
      { revoked_at: null },
      { access_level: 'user', revoked_at: expect.any(String) },
    ])
    expect((await admin.get(`${list}&include_revoked=false`)).body['data']).toHaveLength(1)
  })

  it.each(['PATCH', 'DELETE'])('%s: of another realm are as good as none', async (method) => {
    const { core } = service
    const foreign = { personXid: strangers.person.xid, clientId: strangers.client.clientId }
    const given = await core.createGrant({ ...foreign, accessLevel: 'user' }, { ...callerOfNobody })
    const xid = given.ok ? given.value.xid : undefined
    const json = method === 'PATCH' ? { access_level: 'owner' } : undefined
    const missing = await admin.send(method, `/admin/grants/${missingXid}`, json)
    expect(problemIn(missing)).toBe('404 not_found grant_not_found')
    const rows = service.db.selectFrom('person_app_grants').select('xid')
    const { xid: theirs } = await rows
      .where('person_id', '=', (eb) =>
        eb.selectFrom('persons').select('id').where('xid', '=', foreign.personXid),
      )
      .executeTakeFirstOrThrow()
    for (const id of [xid ?? theirs, 'XID']) {
      expect(saidBy(await admin.send(method, `/admin/grants/${id}`, json))).toEqual(saidBy(missing))
    }
  })

  it('E75 are listed for one person or one client, and not otherwise', async () => {
    const { person_xid, client_id } = await order()
    for (const query of ['', `?person_xid=${person_xid}&client_id=${client_id}`, '?person_xid=x']) {
      expect(problemIn(await admin.get(`/admin/grants${query}`))).toBe(
        '400 invalid_request validation_failed',
      )
    }
    const missing = await admin.get(`/admin/grants?person_xid=${missingXid}`)
    expect(problemIn(missing)).toBe('404 not_found person_not_found')
    const foreign = await admin.get(`/admin/grants?person_xid=${strangers.person.xid}`)
    expect(saidBy(foreign)).toEqual(saidBy(missing))
    const theirs = await admin.get(`/admin/grants?client_id=${strangers.client.clientId}`)
    expect(problemIn(theirs)).toBe('404 not_found client_not_found')
  })

  it('are walked over without a gap or a repetition', async () => {
    const { client } = await addProduct(service)
    const given: string[] = []
    for (let index = 0; index < 7; index++) {
      const json = { person_xid: (await addPerson(service)).person.xid, client_id: client.clientId }
      given.push(textOf(await admin.send('POST', '/admin/grants', json), 'xid'))
    }
    await grant()
    const list = `/admin/grants?client_id=${client.clientId}&limit=3`
    expect(await walk(admin, list)).toEqual(given.toSorted().toReversed())
  })
})

const callerOfNobody = { requestId: 'request-of-nobody', address: '192.0.2.1', userAgent: '', agent: null }
