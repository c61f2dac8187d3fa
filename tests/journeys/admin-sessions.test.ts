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
import type { Answer, Service } from '../support/service.ts'
import {
  addApiKey,
  addPerson,
  addProduct,
  codeFor,
  exchange,
  logIn,
  openJourney,
  problemIn,
  readSession,
  requestFor,
  signInto,
  verify,
} from '../support/signing-in.ts'

type Listed = Readonly<Record<string, unknown>> & { readonly xid: string }

describe.each(databases)('sessions and consents in the hands of operators, on $name', ({ create }) => {
  let service: Service
  let admin: Admin
  let strangers: Strangers
  beforeAll(async () => {
    service = await openJourney(create)
    admin = await addAdmin(service)
    strangers = await addStrangers(service)
  })
  afterAll(() => service.close())

  const listed = async (path: string): Promise<readonly Listed[]> => {
    const { status, body } = await admin.get(path)
    expect(status).toBe(200)
    return body['data'] as readonly Listed[]
  }
  const userinfo = (session: string): Promise<Answer> =>
    service.call('/auth/userinfo', { headers: { Authorization: `Bearer ${session}` } })

  it('are listed for a person and for a client', async () => {
    const [who, product] = [await addPerson(service), await addProduct(service)]
    const browser = await logIn(service, who)
    await signInto(service, product, browser)
    const ofPerson = await listed(`/admin/sessions?person_xid=${who.person.xid}`)
    expect(ofPerson.map(({ kind, client_id }) => [kind, client_id])).toEqual([
      ['app', product.client.clientId],
      ['login', null],
    ])
    expect(ofPerson[0]).toMatchObject({
      person_xid: who.person.xid,
      login_session_xid: ofPerson[1]?.xid,
      scopes: ['openid', 'profile'],
      ip_address: '203.0.113.9',
    })
    expect(JSON.stringify(ofPerson)).not.toMatch(/token|hash|digest/)
    expect(await listed(`/admin/sessions?client_id=${product.client.clientId}`)).toEqual([ofPerson[0]])
    const consents = await listed(`/admin/consents?person_xid=${who.person.xid}`)
    expect(consents).toMatchObject([{ scopes: ['openid', 'profile'], source: 'user' }])
    expect(await listed(`/admin/consents?client_id=${product.client.clientId}`)).toEqual(consents)
  })

  it.each(['sessions', 'consents'])('%s are walked over without a gap or a repetition', async (kind) => {
    const product = await addProduct(service)
    for (let index = 0; index < 5; index++) await signInto(service, product, await addPerson(service))
    const seen = await walk(admin, `/admin/${kind}?client_id=${product.client.clientId}&limit=2`)
    expect(seen).toHaveLength(5)
    expect(seen).toEqual([...new Set(seen)].toSorted().toReversed())
  })

  it('are ended one by one; a login session takes along what it began', async () => {
    const [who, product] = [await addPerson(service), await addProduct(service)]
    const key = await addApiKey(service, product)
    const browser = await logIn(service, who)
    const begun = await signInto(service, product, browser)
    const separate = await signInto(service, product, who)
    const list = `/admin/sessions?person_xid=${who.person.xid}`
    const [own, , login] = await listed(list)
    expect([own?.['login_session_xid'], login?.['kind']]).toEqual([null, 'login'])

    const agent = (await addPerson(service)).person.xid
    const path = `/admin/sessions/${String(login?.xid)}`
    const ended = await admin.send('DELETE', path, undefined, agent)
    expect(ended.status).toBe(204)
    expect(await recordOf(service, ended)).toEqual([
      {
        action: 'session.revoked',
        target: `session ${String(login?.xid)}`,
        agent: `person ${agent}`,
        details: { api_key_xid: admin.keyXid, person_xid: who.person.xid, count: 2, kind: 'login' },
      },
    ])
    expect((await readSession(service, key, begun)).body['code']).toBe('session_not_found')
    expect((await readSession(service, key, separate)).status).toBe(200)
    expect(problemIn(await admin.send('DELETE', path))).toBe('404 not_found session_not_found')

    expect((await admin.send('DELETE', `/admin/sessions/${String(own?.xid)}`)).status).toBe(204)
    expect((await readSession(service, key, separate)).status).toBe(401)
    expect(await listed(list)).toEqual([])
  })

  it('leave no code behind that would begin another', async () => {
    const [who, product] = [await addPerson(service), await addProduct(service)]
    const code = await codeFor(service, product, await logIn(service, who))
    const [login] = await listed(`/admin/sessions?person_xid=${who.person.xid}`)
    expect((await admin.send('DELETE', `/admin/sessions/${String(login?.xid)}`)).status).toBe(204)
    const refused = await exchange(service, product, code)
    expect(problemIn(refused)).toBe('400 invalid_grant authorization_code_invalid')
  })

  it('E58 leave a session good for nothing when the consent is withdrawn', async () => {
    const [who, product] = [await addPerson(service), await addProduct(service)]
    const session = await signInto(service, product, who)
    expect((await userinfo(session)).status).toBe(200)
    const [consent] = await listed(`/admin/consents?person_xid=${who.person.xid}`)
    const path = `/admin/consents/${String(consent?.xid)}`
    const withdrawn = await admin.send('DELETE', path)
    expect(withdrawn.status).toBe(204)
    expect(await recordOf(service, withdrawn)).toEqual([
      {
        action: 'consent.withdrawn',
        target: `consent ${String(consent?.xid)}`,
        agent: `api_key ${admin.keyXid}`,
        details: {
          person_xid: who.person.xid,
          client_xid: product.client.xid,
          scopes: ['openid', 'profile'],
        },
      },
    ])
    expect(problemIn(await userinfo(session))).toBe('403 insufficient_scope insufficient_scope')
    const json = requestFor(product, { verification_token: await verify(service, who) })
    expect((await service.call('/auth/authorize', { json })).body['status']).toBe('consent_required')
    expect(problemIn(await admin.send('DELETE', path))).toBe('404 not_found consent_not_found')
  })

  it('are as good as none in another realm', async () => {
    const at = service.clock.now()
    const person_id = service.db.selectFrom('persons').select('id').where('xid', '=', strangers.person.xid)
    const session = {
      xid: service.core.newXid(),
      person_id: person_id as never,
      client_id: null,
      token_hash: 'hash-of-a-stranger' as never,
      scopes: '[]',
      login_session_xid: null,
      authorization_code_xid: null,
      amr: '[]',
      auth_time: at,
      ip_address: '192.0.2.1',
      user_agent: '',
      created_at: at,
      last_active_at: at,
      expires_at: at,
      idle_limit_in_seconds: 7200,
    }
    await service.db.insertInto('sessions').values(session).execute()
    const client_id = service.db
      .selectFrom('clients')
      .select('id')
      .where('xid', '=', strangers.client.xid) as never
    const consent = {
      xid: service.core.newXid(),
      person_id: person_id as never,
      client_id,
      scopes: '[]',
      source: 'user' as const,
      created_at: at,
      updated_at: at,
    }
    await service.db.insertInto('consent_records').values(consent).execute()
    for (const [kind, xid] of [
      ['sessions', session.xid],
      ['consents', consent.xid],
    ] as const) {
      const missing = await admin.send('DELETE', `/admin/${kind}/${missingXid}`)
      expect(missing.status).toBe(404)
      expect(saidBy(await admin.send('DELETE', `/admin/${kind}/${xid}`))).toEqual(saidBy(missing))
      const nobody = await admin.get(`/admin/${kind}?person_xid=${missingXid}`)
      expect(problemIn(nobody)).toBe('404 not_found person_not_found')
      const theirs = await admin.get(`/admin/${kind}?person_xid=${strangers.person.xid}`)
      expect(saidBy(theirs)).toEqual(saidBy(nobody))
      const noClient = await admin.get(`/admin/${kind}?client_id=${strangers.client.clientId}`)
      expect(problemIn(noClient)).toBe('404 not_found client_not_found')
      const both = `person_xid=${strangers.person.xid}&client_id=${strangers.client.clientId}`
      for (const query of ['', `?${both}`, '?person_xid=x']) {
        expect((await admin.get(`/admin/${kind}${query}`)).body['code']).toBe('validation_failed')
      }
    }
  })
})
