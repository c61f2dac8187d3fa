import { buckets } from '@lgc/composition'
import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Answer, Service } from '../support/service.ts'
import { addPerson, logIn, openJourney, problemIn, testPassword } from '../support/signing-in.ts'
import { type Page, newVisitor } from '../support/visitor.ts'

const locked = '423 forbidden account_locked'
const proxies = { trustedProxies: ['203.0.113.9'] }

describe.each(databases)('who guesses passwords on $name', ({ create }) => {
  let service: Service
  beforeAll(async () => {
    service = await openJourney(create)
  })
  afterAll(() => service.close())

  const onPage = async ({ identity }: RegisteredPerson, password: string): Promise<Page> => {
    const visitor = newVisitor(service)
    const page = await visitor.visit('/login')
    const challenge = await visitor.follow(await visitor.submit(page, { identifier: identity.identifier }))
    return visitor.submit(challenge, { password })
  }
  const byJson = ({ identity }: RegisteredPerson, password: string): Promise<Answer> =>
    service.call('/auth/verify', {
      json: { method: 'password', identifier: identity.identifier, password },
    })
  const change = (headers: Readonly<Record<string, string>>, current_password: string): Promise<Answer> =>
    service.call('/auth/password/change', {
      json: { current_password, new_password: 'seven green bicycles' },
      headers,
    })

  it('has ten tries in all, through whichever door they come (R71)', async () => {
    const person = await addPerson(service)
    const browser = await logIn(service, person)
    for (let round = 0; round < 3; round++) {
      expect((await byJson(person, 'a wrong guess')).status).toBe(401)
      expect((await onPage(person, 'a wrong guess')).status).not.toBe(303)
      expect((await change(browser, 'a wrong guess')).status).toBe(401)
    }
    expect((await byJson(person, 'a wrong guess')).status).toBe(401)
    expect(problemIn(await byJson(person, testPassword))).toBe(locked)
    expect(problemIn(await change(browser, testPassword))).toBe(locked)
    expect((await onPage(person, testPassword)).status).not.toBe(303)
  })

  it('must know a password to its last character (R68)', async () => {
    const long = `${'A long sentence '.repeat(5)}that ends here`
    const registered = await service.call('/persons', {
      json: {
        name_display: 'Ada',
        identity: { type: 'email', identifier: 'long@example.com', challenge: long },
      },
    })
    expect(registered.status).toBe(201)
    const tell = async (password: string): Promise<number> => {
      await service.db.deleteFrom('sign_in_attempts').execute()
      const json = { method: 'password', identifier: 'long@example.com', password }
      return (await service.call('/auth/verify', { json })).status
    }
    expect(long.length).toBeGreaterThan(73)
    expect(await tell(long)).toBe(200)
    expect(await tell(`${long.slice(0, -1)}E`)).toBe(401)
    expect(await tell(long.slice(0, 72))).toBe(401)
    expect(await tell(`${long}\0`)).toBe(400)
    expect(await tell(long.toLowerCase())).toBe(401)
    expect(await tell('x'.repeat(4097))).toBe(400)
  })

  it('with one password for ten thousand names gets a hundred looked at, and is on the record (R72)', {
    timeout: 60_000,
  }, async () => {
    const sameDatabase = async () => ({ url: service.url, drop: async () => {} })
    const strict = await openJourney(sameDatabase, { ...proxies, limits: buckets })
    const person = await addPerson(strict)
    const tally = new Map<number, number>()
    for (let name = 0; name < 10_000; name++) {
      const json = { method: 'password', identifier: `name-${name}@example.com`, password: 'Winter2026!' }
      const headers = { 'X-Forwarded-For': `2001:db8:0:1::${name.toString(16)}` }
      const { status } = await strict.fetch('/auth/verify', { json, headers })
      tally.set(status, (tally.get(status) ?? 0) + 1)
    }
    expect(tally.get(401)).toBeLessThanOrEqual(100)
    expect((tally.get(401) ?? 0) + (tally.get(429) ?? 0)).toBe(10_000)
    const said = await strict.db
      .selectFrom('security_log')
      .select('ip_address')
      .where('event_type', '=', 'rate_limited')
      .execute()
    expect(said.length).toBe(1)
    const json = { method: 'password', identifier: person.identity.identifier, password: testPassword }
    const elsewhere = { 'X-Forwarded-For': '2001:db8:0:2::1' }
    expect((await strict.call('/auth/verify', { json, headers: elsewhere })).status).toBe(200)
    await strict.close()
  })
})
