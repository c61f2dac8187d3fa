import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  type Product,
  actionsOf,
  addApiKey,
  addPerson,
  addProduct,
  changeProduct,
  codeFor,
  exchange,
  memberOf,
  openJourney,
  problemIn,
  readSession,
  requestFor,
  signInto,
  suspicionsOf,
  testCaller,
  textOf,
  valueOf,
  verify,
} from '../support/signing-in.ts'

type Json = Readonly<Record<string, unknown>>

const required = '403 access_denied grant_required'
const revoked = '403 access_denied grant_revoked'

describe.each(databases)('grants and consent on $name', ({ create }) => {
  let service: Service
  let person: RegisteredPerson
  beforeAll(async () => {
    service = await openJourney(create)
  })
  afterAll(() => service.close())

  const gated = (): Promise<Product> => addProduct(service, { requiresGrant: true, isFirstParty: true })
  const grant = async (product: Product, to: RegisteredPerson): Promise<string> => {
    const order = { personXid: to.person.xid, clientId: product.client.clientId, accessLevel: 'member' }
    return valueOf(await service.core.createGrant(order, testCaller)).xid
  }
  const revoke = async (xid: string): Promise<void> => {
    const found = await service.db
      .selectFrom('person_app_grants')
      .select('xid')
      .where('xid', '=', xid as never)
      .executeTakeFirstOrThrow()
    valueOf(await service.core.revokeGrant(found.xid, testCaller))
  }
  const ask = async (product: Product, more: Json = {}): Promise<Answer> => {
    const json = requestFor(product, { verification_token: await verify(service, person), ...more })
    return service.call('/auth/authorize', { json })
  }
  const decide = async (product: Product, more: Json): Promise<Answer> => {
    const json = requestFor(product, { verification_token: await verify(service, person), ...more })
    return service.call('/auth/consent', { json })
  }
  const consentOf = async ({ client }: Product): Promise<readonly string[]> => {
    const rows = await service.db
      .selectFrom('consent_records')
      .select('scopes')
      .where('client_id', '=', (eb) => eb.selectFrom('clients').select('id').where('xid', '=', client.xid))
      .execute()
    return rows.map(({ scopes }) => scopes)
  }
  beforeAll(async () => {
    person = await addPerson(service)
  })

  it('E21 lets nobody without a grant into a client that requires one', async () => {
    const product = await gated()
    const answer = await ask(product)
    expect(problemIn(answer)).toBe(required)
    expect(await suspicionsOf(service, answer)).toEqual(['grant_denied'])
    const consent = await decide(product, { approved: true, approved_scopes: ['openid'] })
    expect(problemIn(consent)).toBe(required)
    expect(await consentOf(product)).toEqual([])
  })

  it('E22 tells a revoked grant from one that never was', async () => {
    const product = await gated()
    await revoke(await grant(product, person))
    expect(problemIn(await ask(product))).toBe(revoked)
  })

  it('E23 lets a person in again after a second grant, and keeps the history', async () => {
    const product = await gated()
    await revoke(await grant(product, person))
    await grant(product, person)
    expect((await ask(product)).status).toBe(200)
    const rows = await service.db
      .selectFrom('person_app_grants')
      .select(['revoked_at'])
      .where('client_id', '=', (eb) =>
        eb.selectFrom('clients').select('id').where('xid', '=', product.client.xid),
      )
      .orderBy('id')
      .execute()
    expect(rows.map(({ revoked_at }) => revoked_at === null)).toEqual([false, true])
  })

  it('E24 knows no code any more when the grant was revoked before the exchange', async () => {
    const product = await gated()
    const xid = await grant(product, person)
    const code = textOf(await ask(product), 'code')
    await revoke(xid)
    const answer = await exchange(service, product, code)
    expect(problemIn(answer)).toBe('400 invalid_grant authorization_code_invalid')
  })

  it('E24 refuses the exchange when the gate was shut behind the code', async () => {
    const product = await addProduct(service, { isFirstParty: true })
    const code = textOf(await ask(product), 'code')
    await changeProduct(service, product, { requiresGrant: true })
    expect(problemIn(await exchange(service, product, code))).toBe(required)
  })

  it('E25 ends the app session with the grant', async () => {
    const product = await gated()
    const xid = await grant(product, person)
    const key = await addApiKey(service, product)
    const token = await signInto(service, product, person)
    const before = await readSession(service, key, token)
    expect(before.body['grant']).toEqual({ xid, access_level: 'member' })
    await revoke(xid)
    expect(problemIn(await readSession(service, key, token))).toBe('401 unauthorized session_not_found')
  })

  it('E26 asks for a grant at the next validation once the client requires one', async () => {
    const product = await addProduct(service)
    const key = await addApiKey(service, product)
    const token = await signInto(service, product, person)
    await changeProduct(service, product, { requiresGrant: true })
    const answer = await readSession(service, key, token)
    expect(problemIn(answer)).toBe(required)
    const headers = { Authorization: `Bearer ${token}` }
    expect(problemIn(await service.call('/auth/userinfo', { headers }))).toBe(required)
    await grant(product, person)
    expect((await readSession(service, key, token)).status).toBe(200)
  })

  it('E27 asks for consent first, and issues no code', async () => {
    const product = await addProduct(service, { name: 'Bar <b>' })
    const answer = await ask(product, { state: 's' })
    expect(answer.body).toEqual({
      status: 'consent_required',
      client: { client_id: product.client.clientId, name: 'Bar <b>' },
      requested_scopes: ['openid', 'profile'],
      granted_scopes: [],
      missing_scopes: ['openid', 'profile'],
      state: 's',
    })
    expect(await actionsOf(service, answer)).toEqual([])
  })

  it('E28 does not ask for what was consented to already', async () => {
    const product = await addProduct(service)
    await codeFor(service, product, await verify(service, person))
    const answer = await ask(product)
    expect(answer.body).toMatchObject({
      status: 'authorized',
      expires_in: 600,
      scopes: ['openid', 'profile'],
    })
  })

  it('E29 puts into the code what was asked, not all that was ever consented to', async () => {
    const product = await addProduct(service)
    await codeFor(service, product, await verify(service, person), { scope: 'openid profile email' })
    const answer = await ask(product, { scope: 'openid' })
    expect(answer.body).toMatchObject({ status: 'authorized', scopes: ['openid'] })
    const session = await exchange(service, product, textOf(answer, 'code'))
    expect(session.body['scope']).toBe('openid')
  })

  it('E30 asks only for the scopes that are new', async () => {
    const product = await addProduct(service)
    await codeFor(service, product, await verify(service, person))
    const answer = await ask(product, { scope: 'openid profile email' })
    expect(answer.body).toMatchObject({
      status: 'consent_required',
      granted_scopes: ['openid', 'profile'],
      missing_scopes: ['email'],
    })
  })

  it('E31 lets a person approve a part, and asks again only for the rest', async () => {
    const product = await addProduct(service)
    const scope = 'openid profile email'
    const answer = await decide(product, { scope, approved: true, approved_scopes: ['openid', 'email'] })
    expect(answer.body).toMatchObject({ status: 'authorized', scopes: ['openid', 'email'] })
    const session = await exchange(service, product, textOf(answer, 'code'))
    expect(session.body['scope']).toBe('openid email')
    const next = await ask(product, { scope })
    expect(next.body).toMatchObject({ granted_scopes: ['openid', 'email'], missing_scopes: ['profile'] })
  })

  it('E32 refuses an approval of what was not asked, and keeps nothing of it', async () => {
    const product = await addProduct(service)
    const answer = await decide(product, { approved: true, approved_scopes: ['openid', 'email'] })
    expect(problemIn(answer)).toBe('400 invalid_scope scope_not_requested')
    expect(await consentOf(product)).toEqual([])
  })

  it.each([
    ['without openid, which was asked for', ['profile'], 'openid_required'],
    ['of nothing', undefined, 'required'],
  ])('E32 refuses an approval %s', async (_, approved_scopes, rule) => {
    const product = await addProduct(service)
    const answer = await decide(product, { approved: true, approved_scopes })
    expect(answer.body).toMatchObject({
      code: 'validation_failed',
      fields: [{ path: 'approved_scopes', rule }],
    })
  })

  it('E33 carries a denial to the client and leaves an earlier consent as it is', async () => {
    const product = await addProduct(service)
    await codeFor(service, product, await verify(service, person))
    const before = await consentOf(product)
    const answer = await decide(product, { approved: false, scope: 'openid email', state: 'a b' })
    expect(answer.body).toEqual({
      status: 'denied',
      redirect_to:
        'https://app.example/callback?error=access_denied&state=a+b&iss=http%3A%2F%2Flocalhost%3A3100',
    })
    expect(await consentOf(product)).toEqual(before)
    expect(await actionsOf(service, answer)).toEqual(['consent.denied'])
  })

  it('E34 keeps the union of approvals that were given at once', async () => {
    const product = await addProduct(service)
    const approvals = ['openid profile', 'openid email', 'openid grants'].map(async (scope) =>
      codeFor(service, product, await verify(service, person), { scope }),
    )
    await Promise.all(approvals)
    const [only = '[]', ...others] = await consentOf(product)
    expect(others).toEqual([])
    expect(new Set(JSON.parse(only) as string[])).toEqual(new Set(['openid', 'profile', 'email', 'grants']))
  })

  it('E35 shows no consent screen to whom it was given by provisioning', async () => {
    const product = await addProduct(service)
    await service.db
      .insertInto('consent_records')
      .values(({ selectFrom }) => ({
        xid: service.core.newXid(),
        person_id: selectFrom('persons').select('id').where('xid', '=', person.person.xid),
        client_id: selectFrom('clients').select('id').where('xid', '=', product.client.xid),
        scopes: JSON.stringify(['openid', 'profile']),
        source: 'provisioned' as const,
        created_at: service.core.now(),
        updated_at: service.core.now(),
      }))
      .execute()
    expect((await ask(product)).body['status']).toBe('authorized')
  })

  it('prompt=consent asks again for what was consented to', async () => {
    const product = await addProduct(service)
    await codeFor(service, product, await verify(service, person))
    const answer = await ask(product, { prompt: 'consent' })
    expect(answer.body).toMatchObject({ status: 'consent_required', granted_scopes: ['openid', 'profile'] })
    expect(memberOf(answer.body, 'client')['client_id']).toBe(product.client.clientId)
  })

  it('E73 gives one grant of many that are wanted at once', async () => {
    const product = await gated()
    const order = { personXid: person.person.xid, clientId: product.client.clientId, accessLevel: 'member' }
    const results = await Promise.all(
      Array.from({ length: 5 }, () => service.core.createGrant(order, testCaller)),
    )
    expect(results.filter(({ ok }) => ok)).toHaveLength(1)
    const refusals = results.flatMap((result) => (result.ok ? [] : [result.refusal]))
    expect(refusals.every((refusal) => JSON.stringify(refusal).includes('grant_already_exists'))).toBe(true)
  })

  it('E74 revokes a grant once', async () => {
    const xid = await grant(await gated(), person)
    await revoke(xid)
    await expect(revoke(xid)).rejects.toThrow('grant_already_revoked')
  })
})
