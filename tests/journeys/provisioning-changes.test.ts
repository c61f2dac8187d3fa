import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import {
  type Provisioner,
  addProvisioner,
  change,
  newPassword,
  newcomer,
  provision,
  provisionedPassword,
} from '../support/provisioning.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  actionsOf,
  addApiKey,
  addPerson,
  codeFor,
  exchange,
  loginTokenIn,
  memberOf,
  openJourney,
  problemIn,
  readSession,
  requestFor,
  suspicionsOf,
  testCaller,
  textOf,
  valueOf,
} from '../support/signing-in.ts'
import { freshName } from '../support/world.ts'

type Json = Readonly<Record<string, unknown>>
type Somebody = { readonly xid: string; readonly identityXid: string; readonly identifier: string }

describe.each(databases)('a client that changes people on $name', ({ create }) => {
  let service: Service
  let provisioner: Provisioner
  beforeAll(async () => {
    service = await openJourney(create)
    provisioner = await addProvisioner(service)
  })
  afterAll(async () => {
    expect(service.faults).toEqual([])
    await service.close()
  })

  const addSomebody = async (identity: Json = {}, by = provisioner): Promise<Somebody> => {
    const wanted = newcomer()
    const { body } = await provision(service, by, {
      ...wanted,
      identity: { ...wanted.identity, ...identity },
    })
    const made = memberOf(body, 'identity')
    const text = (name: string): string => String(made[name])
    return { xid: text('person_xid'), identityXid: text('xid'), identifier: text('identifier') }
  }
  const verify = (identifier: string, password: string): Promise<Answer> =>
    service.call('/auth/verify', { json: { method: 'password', identifier, password } })
  const proofOf = async ({ identifier }: Somebody): Promise<string> =>
    textOf(await verify(identifier, provisionedPassword), 'verification_token')
  const setPassword = (who: Pick<Somebody, 'xid'>, json: Json = {}, by = provisioner) =>
    change(service, by, { xid: who.xid, member: 'challenge' }, { challenge: newPassword, ...json })
  const rename = (who: Pick<Somebody, 'xid'>, json: Json, by = provisioner) =>
    change(service, by, { xid: who.xid, member: 'identifier' }, json)
  /** Gives somebody a second identity, as another product or the same one would have. */
  const addIdentity = async (who: Somebody, by: Provisioner | null): Promise<Somebody> => {
    const other = await addSomebody({}, by ?? provisioner)
    const ids = service.db
      .selectFrom('persons')
      .select('id')
      .where('xid', '=', who.xid as never)
    await service.db
      .updateTable('identities')
      .set({
        person_id: ids as never,
        is_primary: 0,
        ...(by === null ? { provisioned_by_client_id: null } : {}),
      })
      .where('xid', '=', other.identityXid as never)
      .execute()
    return { ...other, xid: who.xid }
  }

  it('gives a password, ends every session and clears the lock', async () => {
    const somebody = await addSomebody()
    const { product } = provisioner
    const proof = await proofOf(somebody)
    const login = await service.call('/auth/login-session', { json: { verification_token: proof } })
    expect(loginTokenIn(login)).not.toBe('')
    const session = textOf(
      await exchange(service, product, await codeFor(service, product, proof)),
      'session_token',
    )
    const code = await codeFor(service, product, proof)
    for (let wrong = 0; wrong < 10; wrong++) await verify(somebody.identifier, 'a wrong guess at it')
    expect((await verify(somebody.identifier, provisionedPassword)).status).toBe(423)

    const answer = await setPassword(somebody)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      identity: { xid: somebody.identityXid, person_xid: somebody.xid, has_challenge: true },
      sessions_revoked: 2,
    })
    expect(await actionsOf(service, answer)).toEqual(['identity.challenge_changed'])
    expect((await verify(somebody.identifier, provisionedPassword)).status).toBe(401)
    expect((await verify(somebody.identifier, newPassword)).status).toBe(200)
    const key = await addApiKey(service, product)
    expect(problemIn(await readSession(service, key, session))).toBe('401 unauthorized session_not_found')
    expect(problemIn(await exchange(service, product, code))).toContain('authorization_code_invalid')
    const json = requestFor(product, { verification_token: proof })
    expect(problemIn(await service.call('/auth/authorize', { json }))).toContain('verification_token_stale')
  })

  it('refuses a weak password and changes nothing', async () => {
    const somebody = await addSomebody()
    const answer = await setPassword(somebody, { challenge: 'password123' })
    expect(problemIn(answer)).toBe('422 invalid_request password_too_weak')
    const named = await setPassword(somebody, { challenge: `${somebody.identifier}!!!!` })
    expect(named.body['details']).toEqual({ reasons: ['context'] })
    expect(await suspicionsOf(service, named)).toEqual(['provisioning_refused'])
    expect((await verify(somebody.identifier, provisionedPassword)).status).toBe(200)
  })

  it('E69: of somebody who registered, or whom another client brought, is refused', async () => {
    const self = (await addPerson(service)).person
    const other = await addProvisioner(service)
    const theirs = await addSomebody({}, other)
    for (const who of [self, theirs]) {
      expect(problemIn(await setPassword(who))).toBe('403 forbidden not_provisioned_by_client')
      const renamed = await rename(who, { identifier: 'ACME-9999' })
      expect(problemIn(renamed)).toBe('403 forbidden not_provisioned_by_client')
      expect(await suspicionsOf(service, renamed)).toEqual(['provisioning_refused'])
    }
    expect((await verify(theirs.identifier, provisionedPassword)).status).toBe(200)
  })

  it('of nobody, of no xid and of a person of another realm is not found', async () => {
    const { name } = valueOf(await service.core.createRealm(freshName('realm'), testCaller))
    const far = await addProvisioner(service, { realm: name })
    const somebody = await addSomebody()
    for (const xid of ['00000000000000000000', 'nonsense', '1']) {
      expect(problemIn(await setPassword({ xid }))).toBe('404 not_found person_not_found')
      const renamed = await rename({ xid }, { identifier: 'ACME-9999' })
      expect(problemIn(renamed)).toBe('404 not_found person_not_found')
    }
    expect(problemIn(await setPassword(somebody, {}, far))).toBe('404 not_found person_not_found')
  })

  it('must say which of several identities it means, and may mean only its own', async () => {
    const somebody = await addSomebody()
    const second = await addIdentity(somebody, provisioner)
    const ambiguous = '409 conflict identity_ambiguous'
    expect(problemIn(await setPassword(somebody))).toBe(ambiguous)
    expect(problemIn(await rename(somebody, { identifier: 'ACME-9999' }))).toBe(ambiguous)
    const named = await setPassword(somebody, { identity_xid: second.identityXid })
    expect(memberOf(named.body, 'identity')['xid']).toBe(second.identityXid)
    expect((await verify(second.identifier, newPassword)).status).toBe(200)
    expect((await verify(somebody.identifier, provisionedPassword)).status).toBe(200)

    const foreign = await addIdentity(somebody, null)
    const stolen = await setPassword(somebody, { identity_xid: foreign.identityXid })
    expect(problemIn(stolen)).toBe('403 forbidden not_provisioned_by_client')
    const elsewhere = await addSomebody()
    const missing = await setPassword(somebody, { identity_xid: elsewhere.identityXid })
    expect(problemIn(missing)).toBe('404 not_found identity_not_found')
  })

  it('gives no password to an identity that is proved otherwise', async () => {
    const phone = await addSomebody({ type: 'sms', identifier: '+81 90 1111 2222' })
    const unsupported = '400 invalid_request challenge_unsupported'
    expect(problemIn(await setPassword(phone))).toBe(unsupported)
    expect(problemIn(await setPassword(phone, { identity_xid: phone.identityXid }))).toBe(unsupported)
  })

  it('renames an identity: sessions go on, verification tokens go stale', async () => {
    const somebody = await addSomebody()
    const { product } = provisioner
    const proof = await proofOf(somebody)
    const session = textOf(
      await exchange(service, product, await codeFor(service, product, proof)),
      'session_token',
    )
    const answer = await rename(somebody, { identifier: 'renamed-one' })
    expect(answer.status).toBe(200)
    const identity = memberOf(answer.body, 'identity')
    expect(identity).toMatchObject({ xid: somebody.identityXid, identifier: 'RENAMED-ONE' })
    expect(identity['verified_at']).not.toBeNull()
    expect(await actionsOf(service, answer)).toEqual(['identity.identifier_changed'])
    expect((await verify(somebody.identifier, provisionedPassword)).status).toBe(401)
    expect((await verify('RENAMED-ONE', provisionedPassword)).status).toBe(200)
    const key = await addApiKey(service, product)
    expect((await readSession(service, key, session)).status).toBe(200)
    const json = requestFor(product, { verification_token: proof })
    expect(problemIn(await service.call('/auth/authorize', { json }))).toContain('verification_token_stale')
  })

  it.each([
    ['email', 'before@example.com', 'After@Example.com', 'after@example.com'],
    ['sms', '+81 90 3333 4444', '090-3333-5555', '+819033335555'],
  ])('holds a new %s unverified until somebody proves it', async (type, from, to, identifier) => {
    const somebody = await addSomebody({ type, identifier: from })
    const { body } = await rename(somebody, { identifier: to })
    expect(memberOf(body, 'identity')).toMatchObject({ type, identifier, verified_at: null })
  })

  it('changes and records nothing when the identifier is the same, however it is written', async () => {
    const somebody = await addSomebody({ type: 'email', identifier: 'same@example.com' })
    const answer = await rename(somebody, { identifier: ' SAME@example.com ' })
    expect(answer.status).toBe(200)
    expect(memberOf(answer.body, 'identity')['verified_at']).not.toBeNull()
    expect(await actionsOf(service, answer)).toEqual([])
  })

  it('E70: refuses an identifier that is taken, of another type, or none', async () => {
    const [somebody, other] = [await addSomebody(), await addSomebody()]
    const taken = await rename(somebody, { identifier: other.identifier })
    expect(problemIn(taken)).toBe('409 conflict identifier_taken')
    expect(taken.body['details']).toEqual({ person_xid: other.xid })
    const retyped = await rename(somebody, { identifier: 'grace@example.com' })
    expect(retyped.body['fields']).toEqual([{ path: 'identifier', rule: 'type_mismatch' }])
    const unknown = await rename(somebody, { identifier: 'nobody' })
    expect(problemIn(unknown)).toBe('422 invalid_request identifier_unrecognized')
    expect((await verify(somebody.identifier, provisionedPassword)).status).toBe(200)
  })
})
