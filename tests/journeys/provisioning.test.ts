import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import {
  type Provisioner,
  addProvisioner,
  newcomer,
  provision,
  provisionedPassword,
} from '../support/provisioning.ts'
import type { Service } from '../support/service.ts'
import {
  actionsOf,
  addPerson,
  exchange,
  memberOf,
  openJourney,
  problemIn,
  requestFor,
  suspicionsOf,
  testCaller,
  textOf,
  valueOf,
} from '../support/signing-in.ts'
import { freshName } from '../support/world.ts'

type Json = Readonly<Record<string, unknown>>

const consent = { scopes: ['openid', 'profile'] }

describe.each(databases)('provisioning on $name', ({ create }) => {
  let service: Service
  let provisioner: Provisioner
  beforeAll(async () => {
    service = await openJourney(create)
    provisioner = await addProvisioner(service, { requiresGrant: true })
  })
  afterAll(async () => {
    expect(service.faults).toEqual([])
    await service.close()
  })

  const post = (json: Json, by: Provisioner = provisioner) => provision(service, by, json)
  const people = async (): Promise<number> =>
    (await service.db.selectFrom('persons').select('xid').execute()).length

  it('creates a person with a verified identity of the client', async () => {
    const { client } = provisioner.product
    const wanted = newcomer({ name_legal: 'Grace Brewster' })
    const answer = await post(wanted)
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      person: { name_display: 'Grace', name_legal: 'Grace Brewster', status: 'active' },
      identity: {
        type: 'company_code',
        identifier: wanted.identity.identifier,
        has_challenge: true,
        is_primary: true,
        provisioned_by_client_id: client.clientId,
        verified_at: memberOf(answer.body, 'person')['created_at'],
      },
      consent: null,
      grant: null,
    })
    expect(await actionsOf(service, answer)).toEqual(['person.provisioned', 'identity.created'])
  })

  it('E35: with consent and grant makes the first sign-in silent', async () => {
    const { product } = provisioner
    const wanted = newcomer({ consent, grant: { access_level: 'editor' } })
    const answer = await post(wanted)
    const person_xid = memberOf(answer.body, 'person')['xid']
    expect(answer.body).toMatchObject({
      consent: { ...consent, source: 'provisioned' },
      grant: {
        person_xid,
        client_id: product.client.clientId,
        access_level: 'editor',
        granted_by: expect.stringMatching(/^[0-9a-v]{20}$/),
        revoked_at: null,
      },
    })
    const { identifier } = wanted.identity
    const proof = { method: 'password', identifier, password: provisionedPassword }
    const verification_token = textOf(
      await service.call('/auth/verify', { json: proof }),
      'verification_token',
    )
    const json = requestFor(product, { verification_token })
    const authorized = await service.call('/auth/authorize', { json })
    expect(authorized.body).toMatchObject({ status: 'authorized' })
    const exchanged = await exchange(service, product, textOf(authorized, 'code'))
    expect(exchanged.body).toMatchObject({ scope: 'openid profile' })
    const [record] = await service.db.selectFrom('consent_records').select('source').execute()
    expect(record).toEqual({ source: 'provisioned' })
  })

  it('records everything with the key as the agent', async () => {
    const answer = await post(newcomer({ consent, grant: {} }))
    expect(memberOf(answer.body, 'grant')['access_level']).toBe('user')
    expect(await actionsOf(service, answer)).toEqual([
      'person.provisioned',
      'identity.created',
      'consent.precreated',
      'grant.created',
    ])
    const rows = await service.db
      .selectFrom('audit_log')
      .select(['agent_type', 'agent_xid', 'metadata'])
      .where('request_id', '=', answer.headers.get('x-request-id'))
      .execute()
    const keys = await service.core.queries.apiKeys.listOf(provisioner.product.client.xid)
    for (const row of rows) {
      expect(row).toMatchObject({ agent_type: 'api_key', agent_xid: keys[0]?.xid })
      expect(row.metadata).not.toMatch(/Grace|PROV|horse/)
    }
  })

  it('E66: refuses scopes beyond the ceiling of the client, and creates nothing', async () => {
    const before = await people()
    const answer = await post(newcomer({ consent: { scopes: ['openid', 'phone', 'identities'] } }))
    expect(problemIn(answer)).toBe('400 invalid_scope scope_not_allowed')
    expect(answer.body['details']).toEqual({ not_allowed: ['phone', 'identities'] })
    expect(await people()).toBe(before)
    expect(await suspicionsOf(service, answer)).toEqual(['provisioning_refused'])
  })

  it('refuses an identifier that is taken, and tells whose it is to nobody but its provisioner', async () => {
    const wanted = newcomer()
    const first = await post(wanted)
    const person_xid = memberOf(first.body, 'person')['xid']
    const { identifier, ...rest } = wanted.identity
    const lower = { ...wanted, identity: { ...rest, identifier: identifier.toLowerCase() } }
    const before = await people()
    const again = await post(lower)
    expect(problemIn(again)).toBe('409 conflict identifier_taken')
    expect(again.body['details']).toEqual({ person_xid })
    const stranger = await addProvisioner(service)
    const refused = await post(wanted, stranger)
    expect(problemIn(refused)).toBe('409 conflict identifier_taken')
    expect(refused.body['details']).toBeUndefined()
    const self = await addPerson(service)
    const identity = { ...rest, type: 'email', identifier: self.identity.identifier }
    expect((await post({ ...wanted, identity })).body['details']).toBeUndefined()
    expect(await people()).toBe(before + 1)
  })

  it.each([
    ['a password that everybody uses', { challenge: 'password123' }, '422 password_too_weak'],
    ['no password', { challenge: undefined }, '400 validation_failed'],
    ['a type that does not fit', { type: 'email' }, '400 validation_failed'],
    ['a type that is never typed', { type: 'google' }, '400 validation_failed'],
    ['no identifier at all', { identifier: 'nobody' }, '422 identifier_unrecognized'],
  ])('refuses %s', async (_, change, said) => {
    const before = await people()
    const wanted = newcomer()
    const { status, body } = await post({ ...wanted, identity: { ...wanted.identity, ...change } })
    expect(`${status} ${String(body['code'])}`).toBe(said)
    expect(await people()).toBe(before)
  })

  it.each([
    ['an unknown member', { xid: 'x' }, 'xid', 'unknown_member'],
    ['a scope twice', { consent: { scopes: ['openid', 'openid'] } }, 'consent.scopes', 'duplicate'],
    ['no scopes', { consent: { scopes: [] } }, 'consent.scopes', 'min'],
    ['a level in capitals', { grant: { access_level: 'Owner' } }, 'grant.access_level', 'pattern'],
    ['a blank name', { name_display: ' ' }, 'name_display', 'blank'],
  ])('refuses a request with %s', async (_, more, path, rule) => {
    const { status, body } = await post(newcomer(more))
    expect({ status, fields: body['fields'] }).toEqual({ status: 400, fields: [{ path, rule }] })
  })

  it('takes people without a password only where the operator allows it', async () => {
    const lenient = await openJourney(create, { isProvisioningWithoutChallengeAllowed: true })
    const by = await addProvisioner(lenient)
    const wanted = newcomer()
    const { challenge: _, ...identity } = wanted.identity as Json & { readonly challenge?: string }
    const answer = await provision(lenient, by, { ...wanted, identity })
    expect(memberOf(answer.body, 'identity')['has_challenge']).toBe(false)
    const json = { method: 'password', identifier: identity['identifier'], password: 'whatever it is' }
    expect((await lenient.call('/auth/verify', { json })).status).toBe(401)
    const phone = { type: 'sms', identifier: '+81 90 1234 5678' }
    expect((await post({ name_display: 'Grace', identity: phone })).status).toBe(201)
    await lenient.close()
  })

  it('E67: of a bulk with bad rows creates the others, each in a transaction of its own', async () => {
    const twin = newcomer()
    const persons = [
      newcomer({ consent, grant: {} }),
      { name_display: 'Nobody' },
      twin,
      twin,
      newcomer({ consent: { scopes: ['phone'] } }),
      newcomer(),
    ]
    const before = await people()
    const { status, body } = await post({ persons })
    expect(status).toBe(200)
    expect(body).toMatchObject({ created: 3, failed: 3 })
    const results = body['results'] as readonly Json[]
    const codes = results.map(({ error }) => (error as Json | undefined)?.['code'])
    expect(codes).toEqual([
      undefined,
      'validation_failed',
      undefined,
      'identifier_taken',
      'scope_not_allowed',
      undefined,
    ])
    expect(results.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5])
    expect(memberOf(results[1] ?? {}, 'error')['fields']).toEqual([{ path: 'identity', rule: 'required' }])
    expect(await people()).toBe(before + 3)
  })

  it('takes a hundred people at once and not one more, in up to a mebibyte', async () => {
    const scopes = Array.from({ length: 32 }, (_, index) => `scope-${index}-${'x'.repeat(50)}`)
    const wide = await addProvisioner(service, { allowedScopes: scopes })
    const many = Array.from({ length: 100 }, () => newcomer({ consent: { scopes } }))
    expect(JSON.stringify(many).length).toBeGreaterThan(100 * 1024)
    expect((await post({ persons: many }, wide)).body).toMatchObject({ created: 100, failed: 0 })
    for (const persons of [[], [...many, newcomer()]]) {
      expect(problemIn(await post({ persons }, wide))).toBe('400 invalid_request validation_failed')
    }
    const huge = { persons: many.map((one) => ({ ...one, name_legal: 'x'.repeat(10_000) })) }
    expect(JSON.stringify(huge).length).toBeGreaterThan(1024 * 1024)
    expect(problemIn(await post(huge, wide))).toBe('413 invalid_request payload_too_large')
  }, 60_000)

  it('does not see people of another realm', async () => {
    const { name } = valueOf(await service.core.createRealm(freshName('realm'), testCaller))
    const far = await addProvisioner(service, { realm: name })
    const wanted = newcomer()
    expect((await post(wanted)).status).toBe(201)
    expect((await post(wanted, far)).status).toBe(201)
  })
})
