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
  addPerson,
  addProduct,
  openJourney,
  problemIn,
  requestFor,
  signInto,
  testCaller,
  testPassword,
  valueOf,
  verify,
} from '../support/signing-in.ts'

describe.each(databases)('identities in the hands of operators, on $name', ({ create }) => {
  let service: Service
  let admin: Admin
  let strangers: Strangers
  beforeAll(async () => {
    service = await openJourney(create)
    admin = await addAdmin(service)
    strangers = await addStrangers(service)
  })
  afterAll(() => service.close())

  const verifyAs = (identifier: string, password: string): Promise<Answer> =>
    service.call('/auth/verify', { json: { method: 'password', identifier, password } })
  const addPhone = async (identifier: string) => {
    const { realmXid } = admin.product.client
    const person = { realmXid, nameDisplay: 'Ada', nameLegal: null, type: 'sms' } as const
    const registration = { ...person, identifier, password: null }
    return valueOf(await service.core.registerPerson(registration, testCaller)).identity
  }

  it('are listed for a person of the realm', async () => {
    const { person, identity } = await addPerson(service)
    const { status, body } = await admin.get(`/admin/identities?person_xid=${person.xid}`)
    expect([status, body]).toMatchObject([200, { data: [{ xid: identity.xid, person_xid: person.xid }] }])
    expect(problemIn(await admin.get('/admin/identities'))).toBe('400 invalid_request validation_failed')
    const missing = await admin.get(`/admin/identities?person_xid=${missingXid}`)
    expect(problemIn(missing)).toBe('404 not_found person_not_found')
    const foreign = await admin.get(`/admin/identities?person_xid=${strangers.person.xid}`)
    expect(saidBy(foreign)).toEqual(saidBy(missing))
  })

  it.each([
    ['', { identifier: 'eve@example.com' }],
    ['/challenge', { challenge: 'another good password' }],
  ])('are as good as none in another realm: PATCH …%s', async (path, json) => {
    const missing = await admin.send('PATCH', `/admin/identities/${missingXid}${path}`, json)
    expect(problemIn(missing)).toBe('404 not_found identity_not_found')
    for (const xid of [strangers.identity.xid, 'XID']) {
      const answer = await admin.send('PATCH', `/admin/identities/${xid}${path}`, json)
      expect(saidBy(answer)).toEqual(saidBy(missing))
    }
    expect((await verifyAs('eve@example.com', testPassword)).status).toBe(401)
  })

  it('are named otherwise, have to be proved again, and make old proofs stale', async () => {
    const who = await addPerson(service)
    const { identity } = who
    await service.db.updateTable('identities').set({ verified_at: service.clock.now() }).execute()
    const verification_token = await verify(service, who)
    const agent = (await addPerson(service)).person.xid
    const path = `/admin/identities/${identity.xid}`
    const changed = await admin.send('PATCH', path, { identifier: 'Renamed@Example.COM' }, agent)
    expect(changed.body).toMatchObject({
      identifier: 'renamed@example.com',
      verified_at: null,
      type: 'email',
    })
    expect(await recordOf(service, changed)).toEqual([
      {
        action: 'identity.identifier_changed',
        target: `identity ${identity.xid}`,
        agent: `person ${agent}`,
        details: { person_xid: identity.personXid, type: 'email', api_key_xid: admin.keyXid },
      },
    ])
    const listed = await admin.get(`/admin/identities?person_xid=${identity.personXid}`)
    expect(listed.body['data']).toEqual([changed.body])
    const product = await addProduct(service)
    const stale = await service.call('/auth/authorize', { json: requestFor(product, { verification_token }) })
    expect(stale.body['code']).toBe('verification_token_stale')
    expect((await verifyAs(identity.identifier, testPassword)).status).toBe(401)
    expect((await verifyAs('renamed@example.com', testPassword)).status).toBe(200)
    const again = await admin.send('PATCH', path, { identifier: 'renamed@example.com' })
    expect([again.status, await recordOf(service, again)]).toEqual([200, []])
  })

  it('keep their identifier when the new one is refused', async () => {
    const [{ identity }, other] = [await addPerson(service), await addPerson(service)]
    const path = `/admin/identities/${identity.xid}`
    const refusals = {
      [other.identity.identifier.toUpperCase()]: '409 conflict identifier_taken',
      'ACME-1001': '400 invalid_request identifier_type_not_allowed',
      '+81312345678': '400 invalid_request identifier_type_not_allowed',
      'nobody at nowhere': '422 invalid_request identifier_unrecognized',
      '': '400 invalid_request validation_failed',
    }
    for (const [identifier, refusal] of Object.entries(refusals)) {
      const refused = await admin.send('PATCH', path, { identifier })
      expect(problemIn(refused), identifier).toBe(refusal)
      expect(await recordOf(service, refused)).toEqual([])
    }
    const sameElsewhere = await admin.send('PATCH', path, { identifier: strangers.identity.identifier })
    expect(sameElsewhere.status).toBe(200)
    const more = await admin.send('PATCH', path, { identifier: 'a@example.com', type: 'sms' })
    expect(problemIn(more)).toBe('400 invalid_request validation_failed')
  })

  it('get another password, which ends the sessions unless they are spared', async () => {
    const who = await addPerson(service)
    const { identity } = who
    const path = `/admin/identities/${identity.xid}/challenge`
    await signInto(service, await addProduct(service), who)
    const spared = await admin.send('PATCH', path, { challenge: 'a first good one', revoke_sessions: false })
    expect(spared.body).toMatchObject({ identity: { xid: identity.xid }, sessions_revoked: 0 })
    const changed = await admin.send('PATCH', path, { challenge: 'a second good one' })
    expect(changed.body).toMatchObject({ sessions_revoked: 1 })
    expect(await recordOf(service, changed)).toMatchObject([
      {
        action: 'identity.challenge_changed',
        agent: `api_key ${admin.keyXid}`,
        details: { person_xid: identity.personXid, sessions_ended: 1 },
      },
    ])
    expect((await verifyAs(identity.identifier, testPassword)).status).toBe(401)
    expect((await verifyAs(identity.identifier, 'a second good one')).status).toBe(200)
    const trail = await service.db.selectFrom('audit_log').select('metadata').execute()
    expect(JSON.stringify(trail)).not.toContain('good one')
  })

  it('lose their lock with a new password', async () => {
    const { identity } = await addPerson(service)
    for (let attempt = 0; attempt < 10; attempt++) await verifyAs(identity.identifier, 'wrong password')
    expect((await verifyAs(identity.identifier, testPassword)).status).toBe(423)
    const path = `/admin/identities/${identity.xid}/challenge`
    expect((await admin.send('PATCH', path, { challenge: 'a third good one' })).status).toBe(200)
    expect((await verifyAs(identity.identifier, 'a third good one')).status).toBe(200)
  })

  it('keep their password when the new one is refused', async () => {
    const { identity } = await addPerson(service)
    const path = `/admin/identities/${identity.xid}/challenge`
    for (const challenge of ['short', 'password123', identity.identifier]) {
      expect(problemIn(await admin.send('PATCH', path, { challenge }))).toBe(
        '422 invalid_request password_too_weak',
      )
    }
    for (const json of [{}, { challenge: '' }, { challenge: 'a good password', revoke: true }]) {
      expect(problemIn(await admin.send('PATCH', path, json))).toBe('400 invalid_request validation_failed')
    }
    expect((await verifyAs(identity.identifier, testPassword)).status).toBe(200)
    const phone = await addPhone('+81312345678')
    const refused = await admin.send('PATCH', `/admin/identities/${phone.xid}/challenge`, {
      challenge: 'a good password',
    })
    expect(problemIn(refused)).toBe('400 invalid_request challenge_unsupported')
  })
})
