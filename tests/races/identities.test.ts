import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Fleet, openFleet, tallyOf } from '../support/processes.ts'
import { addPerson, testPassword } from '../support/world.ts'

const tries = 200
const attemptsUntilLock = 10

describe.each(databases)('who asks two processes at once on $name', ({ create }) => {
  let fleet: Fleet

  beforeAll(async () => {
    fleet = await openFleet(create)
  }, 30_000)
  afterAll(() => fleet.close())

  const eventsOf = async (): Promise<Readonly<Record<string, number>>> => {
    const rows = await fleet.database.db.selectFrom('security_log').select('event_type').execute()
    const count = (event: string): number => rows.filter(({ event_type }) => event_type === event).length
    return { verify_failed: count('verify_failed'), account_locked: count('account_locked') }
  }

  it.each(['a person who exists', 'nobody'])(
    'may guess the password of %s ten times, and not once more',
    { timeout: 30_000 },
    async (whom) => {
      const { db } = fleet.database
      const exists = whom !== 'nobody'
      const identifier = exists ? (await addPerson(fleet)).identity.identifier : 'nobody-here@example.com'
      const before = await eventsOf()
      const counters = await db.selectFrom('sign_in_attempts').select('identifier_hmac').execute()

      const guesses = Array.from({ length: tries }, (_, index) => {
        const json = { method: 'password', identifier, password: `a wrong guess, number ${index}` }
        return fleet.next().call('/auth/verify', { json })
      })
      const replies = await Promise.all(guesses)

      expect(tallyOf(replies)).toEqual({
        '401 credentials_invalid': attemptsUntilLock,
        '423 account_locked': tries - attemptsUntilLock,
      })
      const after = await eventsOf()
      expect((after['verify_failed'] ?? 0) - (before['verify_failed'] ?? 0)).toBe(attemptsUntilLock)
      expect((after['account_locked'] ?? 0) - (before['account_locked'] ?? 0)).toBe(1)
      const known = new Set(counters.map(({ identifier_hmac }) => identifier_hmac))
      const rows = await db
        .selectFrom('sign_in_attempts')
        .select(['identifier_hmac', 'failed_attempts'])
        .execute()
      const added = rows.filter(({ identifier_hmac }) => !known.has(identifier_hmac))
      expect(added.map(({ failed_attempts }) => failed_attempts)).toEqual([attemptsUntilLock])
    },
  )

  it('is let in by the right password, however often it comes at once', { timeout: 30_000 }, async () => {
    const { identifier } = (await addPerson(fleet)).identity
    const json = { method: 'password', identifier, password: testPassword }
    const verifications = Array.from({ length: 100 }, () => fleet.next().call('/auth/verify', { json }))
    expect(tallyOf(await Promise.all(verifications))).toEqual({ '200': 100 })
  })

  it('registers one identifier once, however it is written', { timeout: 30_000 }, async () => {
    const { db } = fleet.database
    const people = (): Promise<readonly unknown[]> => db.selectFrom('persons').select('xid').execute()
    const before = await people()
    const written = [
      'grace@example.com',
      'Grace@Example.COM',
      '  GRACE@EXAMPLE.COM ',
      'ｇｒａｃｅ@example.com',
      'grace＠example.com',
    ]
    const registrations = Array.from({ length: 50 }, (_, index) => {
      const identifier = written[index % written.length]
      const identity = { type: 'email', identifier, challenge: `the secret of number ${index}` }
      return fleet.next().call('/persons', { json: { name_display: `Number ${index}`, identity } })
    })
    const replies = await Promise.all(registrations)

    expect(tallyOf(replies)).toEqual({ '201': 1, '409 identifier_taken': 49 })
    expect(await people()).toHaveLength(before.length + 1)
    const identities = await db
      .selectFrom('identities')
      .select('xid')
      .where('identifier', '=', 'grace@example.com' as never)
      .execute()
    expect(identities).toHaveLength(1)
    const orphans = await db
      .selectFrom('persons')
      .leftJoin('identities', 'identities.person_id', 'persons.id')
      .select('persons.xid')
      .where('identities.id', 'is', null)
      .execute()
    expect(orphans).toEqual([])
    const created = await db
      .selectFrom('audit_log')
      .select('target_xid')
      .where('action', '=', 'person.created')
      .execute()
    expect(created).toHaveLength(before.length + 1)
  })
})
