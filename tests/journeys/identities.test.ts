import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Answer, type Service, testConfig } from '../support/service.ts'
import {
  actionsOf,
  addPerson,
  memberOf,
  openJourney,
  problemIn,
  suspicionsOf,
  testCaller,
  testPassword,
  valueOf,
} from '../support/signing-in.ts'
import { freshName } from '../support/world.ts'

const wrong = '401 unauthorized credentials_invalid'
const unrecognized = '422 invalid_request identifier_unrecognized'

describe.each(databases)('identities on $name', ({ create }) => {
  let service: Service
  beforeAll(async () => {
    service = await openJourney(create)
  })
  afterAll(() => service.close())

  const identify = (identifier: string): Promise<Answer> =>
    service.call('/auth/identify', { json: { identifier } })
  const attempt = (identifier: string, password: string): Promise<Answer> =>
    service.call('/auth/verify', { json: { method: 'password', identifier, password } })
  const register = (identity: object, more: object = {}): Promise<Answer> =>
    service.call('/persons', { json: { name_display: 'Ada', identity, ...more } })
  const email = (identifier: string, challenge: string = testPassword): object => ({
    type: 'email',
    identifier,
    challenge,
  })

  it.each([
    ['Ada@Example.COM', 'email', 'password', 'ada@example.com'],
    ['  ada@example.com\t', 'email', 'password', 'ada@example.com'],
    ['ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'email', 'password', 'ada@example.com'],
    ['ada@bücher.example', 'email', 'password', 'ada@xn--bcher-kva.example'],
    ['090-1234-5678', 'sms', 'otp_sms', '+819012345678'],
    ['+81 90 1234 5678', 'sms', 'otp_sms', '+819012345678'],
    ['０９０１２３４５６７８', 'sms', 'otp_sms', '+819012345678'],
    ['ACME-1001', 'company_code', 'password', 'ACME-1001'],
    ['acme:a.smith', 'company_code', 'password', 'ACME-A.SMITH'],
  ])('E60 reads "%s" as %s, proved by %s', async (typed, type, challenge_method, identifier) => {
    expect((await identify(typed)).body).toEqual({ type, challenge_method, identifier, alternatives: [] })
  })

  it.each([
    'plain',
    'ada@',
    '@example.com',
    'ada@@example.com',
    'ada@localhost',
    'аda@example.com',
    'ada\u200b@example.com',
    'ada@exam\u2024ple..com',
    '123',
    '-1001',
    "' or 1=1 --",
    'ACME-1001; drop table persons',
  ])('E60 recognizes nothing in "%s"', async (typed) => {
    expect(problemIn(await identify(typed))).toBe(unrecognized)
  })

  it.each([
    ['an empty text', ''],
    ['300 characters', 'a'.repeat(300)],
  ])('E60 refuses %s', async (_, identifier) => {
    expect(problemIn(await identify(identifier))).toBe('400 invalid_request validation_failed')
  })

  it('E60 answers the same for whom it knows and for whom it does not', async () => {
    const { identity } = await addPerson(service)
    const [known, unknown] = [await identify(identity.identifier), await identify('nobody@example.com')]
    expect({ ...known.body, identifier: '' }).toEqual({ ...unknown.body, identifier: '' })
  })

  it('E61 answers an unknown identifier like a wrong password', async () => {
    const { identity } = await addPerson(service)
    const answers = [
      await attempt(identity.identifier, 'wrong'),
      await attempt('nobody@example.com', 'wrong'),
    ].map(({ status, headers, body }) => ({
      status,
      headers: [...headers.keys()],
      body: { ...body, request_id: '' },
    }))
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'credentials_invalid' } })
  })

  it('E61 takes about as long for an unknown identifier as for a wrong password', async () => {
    const sameDatabase = async () => ({ url: service.url, drop: async () => {} })
    const argon2 = { ...testConfig.argon2, memoryInKibibytes: 16_384, iterations: 2 }
    const slow = await openJourney(sameDatabase, { argon2 })
    const stored = await addPerson(slow)
    const timed = async (identifier: string): Promise<number> => {
      const startedAt = performance.now()
      const json = { method: 'password', identifier, password: 'wrong' }
      await slow.call('/auth/verify', { json })
      return performance.now() - startedAt
    }
    const known: number[] = []
    const unknown: number[] = []
    for (let sample = 0; sample < 9; sample++) {
      known.push(await timed(stored.identity.identifier))
      unknown.push(await timed('nobody.at.all@example.com'))
    }
    // The quickest of several: the others also measure what else the machine was doing.
    const ratio = Math.min(...unknown) / Math.min(...known)
    expect(ratio).toBeGreaterThan(1 / 3)
    expect(ratio).toBeLessThan(3)
    await slow.close()
  })

  it.each(['somebody', 'nobody'])('E62 locks the identifier of %s after ten wrong attempts', async (who) => {
    const { identity } = await addPerson(service)
    const identifier = who === 'nobody' ? `${freshName('nobody')}@example.com` : identity.identifier
    const answers: Answer[] = []
    for (let count = 0; count < 10; count++) answers.push(await attempt(identifier, 'wrong'))
    expect(answers.map(problemIn)).toEqual(Array.from({ length: 10 }, () => wrong))
    const [last] = answers.slice(-1)
    expect(last && (await suspicionsOf(service, last))).toEqual(['verify_failed', 'account_locked'])

    const locked = await attempt(identifier, testPassword)
    expect(problemIn(locked)).toBe('423 forbidden account_locked')
    const end = new Date(service.clock.now() + 900_000).toISOString()
    expect(locked.body['details']).toEqual({ locked_until: end })
    service.clock.pass(899)
    expect((await attempt(identifier, testPassword)).status).toBe(423)
    service.clock.pass(1)
    expect((await attempt(identifier, testPassword)).status).toBe(who === 'nobody' ? 401 : 200)
  })

  it('E62 forgets wrong attempts at a right one, and a lock with a new password', async () => {
    const { identity, person } = await addPerson(service)
    for (let count = 0; count < 9; count++) await attempt(identity.identifier, 'wrong')
    expect((await attempt(identity.identifier, testPassword)).status).toBe(200)
    for (let count = 0; count < 10; count++) await attempt(identity.identifier, 'wrong')
    expect((await attempt(identity.identifier, testPassword)).status).toBe(423)
    const named = valueOf(service.core.parseIdentifier(identity.identifier))
    const password = 'another horse battery'
    valueOf(await service.core.setPassword({ realmXid: person.realmXid, named, password }, testCaller))
    expect((await attempt(identity.identifier, password)).status).toBe(200)
  })

  it('verifies however the identifier is written, and the password only as it is', async () => {
    const name = freshName('grace')
    const challenge = 'Caf\u00e9 au lait, s\u2019il vous pla\u00eet'
    expect((await register(email(`${name}@example.com`, challenge))).status).toBe(201)
    const shouted = await attempt(` ${name.toUpperCase()}@EXAMPLE.com`, challenge)
    expect(shouted.body).toMatchObject({ expires_in: 300, amr: ['pwd'] })
    expect(await actionsOf(service, shouted)).toEqual(['identity.verified'])
    expect((await attempt(`${name}@example.com`, challenge.normalize('NFD'))).status).toBe(200)
    expect(problemIn(await attempt(`${name}@example.com`, challenge.toUpperCase()))).toBe(wrong)
    expect(problemIn(await attempt(`${name}@example.com`, `${challenge} `))).toBe(wrong)
  })

  it('verifies no phone number by a password', async () => {
    const answer = await attempt('090-1234-5678', 'whatever')
    expect(problemIn(answer)).toBe('400 invalid_request challenge_unsupported')
    expect(problemIn(await attempt('plain', 'whatever'))).toBe(unrecognized)
  })

  it('registers a person, unverified, and signs nobody in', async () => {
    const identifier = `${freshName('Ada')}@Example.com`
    const answer = await register(email(identifier), { name_legal: 'Augusta Ada King' })
    const person = memberOf(answer.body, 'person')
    expect(answer.status).toBe(201)
    expect(person).toMatchObject({ name_display: 'Ada', name_legal: 'Augusta Ada King', status: 'active' })
    expect(memberOf(answer.body, 'identity')).toMatchObject({
      person_xid: person['xid'],
      identifier: identifier.toLowerCase(),
      has_challenge: true,
      is_primary: true,
      verified_at: null,
    })
    expect(answer.headers.get('location')).toBe(`/persons/${String(person['xid'])}`)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(await actionsOf(service, answer)).toEqual(['person.created', 'identity.created'])
  })

  it('E64 gives an identifier to one person, however it is written', async () => {
    const { identity } = await addPerson(service)
    for (const twin of [identity.identifier.toUpperCase(), ` ${identity.identifier} `]) {
      expect(problemIn(await register(email(twin)))).toBe('409 conflict identifier_taken')
    }
    const rows = service.db
      .selectFrom('identities')
      .select('xid')
      .where('identifier', '=', identity.identifier)
    expect(await rows.execute()).toHaveLength(1)
    const persons = await service.db.selectFrom('persons').select('xid').execute()
    const identities = await service.db.selectFrom('identities').select('xid').execute()
    expect(persons.length).toBe(identities.length)
  })

  it('E64 gives an identifier to one of many who want it at once', async () => {
    const identifier = `${freshName('rush')}@example.com`
    const answers = await Promise.all(
      [identifier, identifier.toUpperCase(), ` ${identifier}`].map((twin) => register(email(twin))),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409])
  })

  it('E65 lets nobody register by company_code', async () => {
    const answer = await register({
      type: 'company_code',
      identifier: 'ACME-1001',
      challenge: testPassword,
    })
    expect(problemIn(answer)).toBe('400 invalid_request identifier_type_not_allowed')
  })

  it.each([
    ['a type that the identifier is not of', { type: 'sms', identifier: 'ada@example.com' }, 'identity.type'],
    ['a Google account that is typed', { type: 'google', identifier: 'ACME-1001' }, 'identity.id_token'],
    ['no password', { type: 'email', identifier: 'x@example.com' }, 'identity.challenge'],
    ['a short password', email('x@example.com', 'short'), 'identity.challenge'],
    ['a long password', email('x@example.com', 'x'.repeat(257)), 'identity.challenge'],
  ])('refuses a registration with %s', async (_, identity, path) => {
    const answer = await register(identity)
    expect(problemIn(answer)).toBe('400 invalid_request validation_failed')
    expect((answer.body['fields'] as readonly { path: string }[])[0]?.path).toBe(path)
  })

  it.each([
    ['password123', 'common'],
    ['PASSWORD123', 'common'],
    ['weak.person@example.com', 'context'],
  ])('refuses the weak password "%s" as %s', async (password, reason) => {
    const answer = await register(email('weak.person@example.com', password))
    expect(problemIn(answer)).toBe('422 invalid_request password_too_weak')
    expect(answer.body['details']).toEqual({ reasons: [reason] })
  })

  it('registers nobody where registration is closed', async () => {
    const sameDatabase = async () => ({ url: service.url, drop: async () => {} })
    const closed = await openJourney(sameDatabase, { isSelfRegistrationOpen: false })
    const json = { name_display: 'Ada', identity: email('closed@example.com') }
    expect(problemIn(await closed.call('/persons', { json }))).toBe(
      '403 forbidden self_registration_disabled',
    )
    await closed.close()
  })
})
