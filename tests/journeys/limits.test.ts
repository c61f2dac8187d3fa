import { buckets } from '@lgc/composition'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Answer, type Service } from '../support/service.ts'
import {
  addApiKey,
  addPerson,
  addProduct,
  openJourney,
  problemIn,
  suspicionsOf,
  testPassword,
} from '../support/signing-in.ts'
import { freshName } from '../support/world.ts'

const limited = '429 rate_limited rate_limited'
const proxies = { trustedProxies: ['203.0.113.9'] }

describe.each(databases)('limits on $name', ({ create }) => {
  let service: Service
  let address: string
  let addresses = 0

  beforeAll(async () => {
    service = await openJourney(create, { ...proxies, limits: buckets })
  })
  afterAll(() => service.close())
  beforeEach(() => {
    addresses++
    address = `198.51.100.${addresses}`
  })

  const post = (path: string, json: unknown, from = address): Promise<Answer> =>
    service.call(path, { json, headers: { 'X-Forwarded-For': from } })
  const identify = (from?: string): Promise<Answer> =>
    post('/auth/identify', { identifier: 'ada@example.com' }, from)
  const times = async (count: number, work: () => Promise<Answer>): Promise<readonly string[]> => {
    const kinds: string[] = []
    for (let time = 0; time < count; time++) {
      const answer = await work()
      kinds.push(answer.status < 400 ? String(answer.status) : problemIn(answer))
    }
    return kinds
  }
  const wrong = (identifier: string, headers: Record<string, string> = {}): Promise<Answer> =>
    service.call('/auth/verify', {
      json: { method: 'password', identifier, password: 'wrong' },
      headers: { 'X-Forwarded-For': address, ...headers },
    })

  it('E63 are told before they are met, and how long to wait after', async () => {
    const first = await identify()
    expect(first.headers.get('ratelimit-limit')).toBe('30')
    expect(first.headers.get('ratelimit-remaining')).toBe('29')
    expect(first.headers.get('ratelimit-reset')).toBe('2')
    expect(await times(30, identify)).toEqual([...Array.from({ length: 29 }, () => '200'), limited])
    const refused = await identify()
    expect(refused.headers.get('retry-after')).toBe('2')
    expect(refused.headers.get('ratelimit-remaining')).toBe('0')
    expect(refused.headers.get('ratelimit-reset')).toBe('60')
    expect(refused.body).toMatchObject({ error: 'rate_limited', details: { retry_after: 2 } })
    service.clock.pass(2)
    expect(await times(2, identify)).toEqual(['200', limited])
    service.clock.pass(60)
    expect(await times(31, identify)).toEqual([...Array.from({ length: 30 }, () => '200'), limited])
  })

  it('E63 are each address’s own, and one for all addresses of an IPv6 network', async () => {
    await times(31, identify)
    expect(await times(1, () => identify(`${address}0`))).toEqual(['200'])
    const network = `2001:db8:${addresses}:1`
    for (let host = 0; host < 30; host++) await identify(`${network}::${host.toString(16)}`)
    expect(problemIn(await identify(`${network}:ffff::1`))).toBe(limited)
    expect((await identify(`2001:db8:${addresses}:2::1`)).status).toBe(200)
  })

  it('are put on the record once a minute for each address', async () => {
    await times(30, identify)
    const [first, second] = [await identify(), await identify()]
    expect(await suspicionsOf(service, first)).toEqual(['rate_limited'])
    expect(await suspicionsOf(service, second)).toEqual([])
  })

  it.each([
    ['/auth/authorize', 60],
    ['/auth/consent', 60],
    ['/auth/login-session', 60],
    ['/persons', 5],
    ['/auth/verify', 30],
  ])('of %s are met after %i, whatever is sent', async (path, limit) => {
    const kinds = await times(limit + 1, () => post(path, {}))
    expect(kinds.indexOf(limited)).toBe(limit)
  })

  it.each(['somebody', 'nobody'])('lock %s no less than without, and say so (E62)', async (who) => {
    const { identity } = await addPerson(service)
    const identifier = who === 'nobody' ? `${freshName('nobody')}@example.com` : identity.identifier
    const right = { method: 'password', identifier, password: testPassword }
    for (let time = 0; time < 3; time++) await service.call('/auth/verify', { json: right })
    await times(who === 'nobody' ? 7 : 10, () => wrong(identifier))
    expect(problemIn(await wrong(identifier))).toBe('423 forbidden account_locked')
  })

  it('of an identifier hold from many addresses, and say the same of nobody', async () => {
    const strict = await openJourney(create, {
      ...proxies,
      limits: { ...buckets, verify_identifier: { limit: 3, windowInSeconds: 60 } },
    })
    const { identity } = await addPerson(strict)
    const seen = new Set<string>()
    for (const identifier of [identity.identifier, `${freshName('nobody')}@example.com`]) {
      for (let time = 0; time < 3; time++) {
        const json = { method: 'password', identifier, password: 'wrong' }
        const headers = { 'X-Forwarded-For': `192.0.2.${time}` }
        expect((await strict.call('/auth/verify', { json, headers })).status).toBe(401)
      }
      const json = { method: 'password', identifier: identifier.toUpperCase(), password: testPassword }
      const refused = await strict.call('/auth/verify', { json })
      expect(problemIn(refused)).toBe(limited)
      expect(await suspicionsOf(strict, refused)).toEqual(['rate_limited'])
      seen.add(JSON.stringify({ ...refused.body, request_id: '' }))
    }
    expect(seen.size).toBe(1)
    await strict.close()
  })

  it('of failed client authentication stop a stranger, and not the client elsewhere', async () => {
    const { client, secret } = await addProduct(service)
    const exchange = (client_secret: string | null, from = address): Promise<Answer> =>
      post(
        '/auth/token',
        {
          grant_type: 'authorization_code',
          code: 'none',
          redirect_uri: 'https://app.example/callback',
          client_id: client.clientId,
          client_secret,
        },
        from,
      )
    const kinds = await times(21, () => exchange('lgcs_wrong'))
    expect(kinds.indexOf(limited)).toBe(20)
    expect(problemIn(await exchange(secret))).toBe(limited)
    expect(problemIn(await exchange(secret, '192.0.2.77'))).toBe(
      '400 invalid_grant authorization_code_invalid',
    )
  })

  it('of session checks are one for all keys of a client', async () => {
    const strict = await openJourney(create, {
      limits: { ...buckets, session: { limit: 3, windowInSeconds: 60 } },
    })
    const [one, other] = [await addProduct(strict), await addProduct(strict)]
    const keys = [await addApiKey(strict, one), await addApiKey(strict, one)]
    const check = (key: string | undefined): Promise<Answer> =>
      strict.call('/auth/session', { headers: { 'X-API-Key': key ?? '' } })
    const kinds: string[] = []
    for (const index of [0, 1, 0, 1]) kinds.push(problemIn(await check(keys[index])))
    expect(kinds.map((kind) => kind.slice(0, 3))).toEqual(['401', '401', '401', '429'])
    expect((await check(await addApiKey(strict, other))).status).toBe(401)
    await strict.close()
  })

  it('of a form are said on a page', async () => {
    const call = {
      form: { identifier: 'ada@example.com' },
      headers: { 'X-Forwarded-For': address, Origin: 'http://localhost:3100', Accept: 'text/html' },
    }
    for (let time = 0; time < 30; time++) await service.fetch('/login', call)
    const page = await service.fetch('/login', call)
    expect(page.status).toBe(429)
    expect(page.headers.get('retry-after')).toBe('2')
    expect(await page.text()).toContain('Too many requests')
  })
})
