import { buckets } from '@lgc/composition'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Answer, Service } from '../support/service.ts'
import { addPerson, openJourney, problemIn, testPassword } from '../support/signing-in.ts'

const wrong = '401 unauthorized credentials_invalid'
const locked = '423 forbidden account_locked'
const quarter = 900

describe.each(databases)('a browser that signed somebody in before, on $name', ({ create }) => {
  let service: Service
  let identifier: string
  let device: string

  beforeAll(async () => {
    const limits = { ...buckets, verify: { limit: 1_000_000, windowInSeconds: 60 } }
    service = await openJourney(create, { limits })
  })
  afterAll(() => service.close())

  const attempt = (password: string, cookie?: string): Promise<Answer> =>
    service.call('/auth/verify', {
      json: { method: 'password', identifier, password },
      headers: cookie ? { Cookie: cookie, Origin: 'http://localhost:3100' } : {},
    })
  const deviceIn = ({ headers }: Answer): string =>
    headers
      .getSetCookie()
      .find((cookie) => cookie.startsWith('lgc_device='))
      ?.split(';')[0] ?? ''
  const somebody = async (): Promise<void> => {
    identifier = (await addPerson(service)).identity.identifier
    device = deviceIn(await attempt(testPassword))
    service.clock.pass(60)
  }

  it('keeps a cookie that scripts cannot read, and a wrong password brings none', async () => {
    await somebody()
    const right = await attempt(testPassword)
    const [cookie] = right.headers.getSetCookie()
    expect(cookie).toMatch(/^lgc_device=lgd_\S+; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/)
    expect((await attempt('wrong')).headers.getSetCookie()).toEqual([])
  })

  it('gets its person in while strangers keep the account locked, for a whole day (R70)', async () => {
    await somebody()
    let evaluated = 0
    for (let passed = 0; passed < 86_400; passed += quarter) {
      for (let time = 0; time < 11; time++) if (problemIn(await attempt('wrong')) === wrong) evaluated++
      service.clock.pass(quarter)
    }
    expect(evaluated).toBeLessThanOrEqual(100)
    expect(problemIn(await attempt(testPassword))).toBe(locked)
    const owner = await attempt(testPassword, device)
    expect(owner.status).toBe(200)
    expect(deviceIn(owner)).toContain('lgc_device=lgd_')
    expect(problemIn(await attempt(testPassword))).toBe(locked)
  }, 60_000)

  it('is locked by its own wrong attempts alone, the right password included (E62)', async () => {
    await somebody()
    for (let time = 0; time < 10; time++) expect(problemIn(await attempt('wrong', device))).toBe(wrong)
    expect(problemIn(await attempt(testPassword, device))).toBe(locked)
    expect((await attempt(testPassword)).status).toBe(200)
    service.clock.pass(quarter)
    expect((await attempt(testPassword, device)).status).toBe(200)
  })

  it('is not known for anybody else, nor by a value that it made up', async () => {
    await somebody()
    const stranger = device
    await somebody()
    for (let time = 0; time < 10; time++) await attempt('wrong')
    expect(problemIn(await attempt(testPassword, stranger))).toBe(locked)
    expect(problemIn(await attempt(testPassword, `${device.slice(0, -3)}AAA`))).toBe(locked)
    expect(problemIn(await attempt(testPassword, `${device}; ${device}`))).toBe(locked)
  })
})

describe.each(databases)('a hundred wrong passwords in a row, on $name', ({ create }) => {
  let service: Service
  beforeAll(async () => {
    service = await openJourney(create)
  })
  afterAll(() => service.close())

  it('are all that anybody gets, until a day has passed without one (R69)', async () => {
    const { identity } = await addPerson(service)
    const attempt = (password: string): Promise<Answer> =>
      service.call('/auth/verify', {
        json: { method: 'password', identifier: identity.identifier, password },
      })
    let evaluated = 0
    for (let round = 0; round < 15; round++) {
      for (let time = 0; time < 11; time++) if (problemIn(await attempt('wrong')) === wrong) evaluated++
      service.clock.pass(quarter)
    }
    expect(evaluated).toBe(100)
    const stopped = await attempt(testPassword)
    expect(problemIn(stopped)).toBe(locked)
    const end = new Date(service.clock.now() + quarter * 1000).toISOString()
    expect(stopped.body['details']).toEqual({ locked_until: end })
    service.clock.pass(86_400)
    expect((await attempt(testPassword)).status).toBe(200)
  }, 30_000)
})
