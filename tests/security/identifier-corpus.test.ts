import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Answer, Service } from '../support/service.ts'
import { openJourney, testPassword } from '../support/signing-in.ts'

/** Other ways to write an address that somebody has. */
const sameAs: Readonly<Record<string, readonly string[]>> = {
  'mike@example.com': [
    'Mike@example.com',
    'MIKE@EXAMPLE.COM',
    'mike@EXAMPLE.com',
    ' mike@example.com',
    'mike@example.com ',
    '\tmike@example.com\n',
    'mike@example.com\u00a0',
    'mike@example.com\u3000',
    '\ufeffmike@example.com',
    'ｍｉｋｅ@example.com',
    'mike＠example.com',
    'mike@ｅｘａｍｐｌｅ.com',
    'mike@example．com',
    'mi\u212ae@example.com',
  ],
  'file@example.com': ['ﬁle@example.com', 'FILE@example.com'],
  'info@xn--bcher-kva.example': [
    'info@bücher.example',
    'info@BÜCHER.example',
    'info@bu\u0308cher.example',
    'INFO@XN--BCHER-KVA.EXAMPLE',
  ],
}

/** What looks like somebody's address and is no identifier at all. */
const none = [
  'mıke@example.com',
  'mİke@example.com',
  'mïke@example.com',
  'mi\u0308ke@example.com',
  'mike\u0301@example.com',
  'mi\u200bke@example.com',
  'mi\u200dke@example.com',
  '\u200bmike@example.com',
  'mike@exa\u200bmple.com',
  'mike@example.com\u200b',
  'mike\u202e@example.com',
  'мike@example.com',
  'straße@example.com',
  '"mike"@example.com',
  'mike(comment)@example.com',
  'Mike <mike@example.com>',
  'mike@example.com,evil@evil.example',
  'mike@example.com;evil@evil.example',
  'mike@example.com evil@evil.example',
  'mike@example.com\r\nBcc: evil@evil.example',
  'mike@[127.0.0.1]',
  'mike@127.0.0.1',
  'mike @example.com',
  'mike@ example.com',
  '.mike@example.com',
  'mike.@example.com',
  'mi..ke@example.com',
  'mike@example..com',
  'mike@.example.com',
  'mike@example.com.',
  'mike@example。com',
  'mike@@example.com',
  'mike%40example.com',
  'mike@example.com/x',
  'mike@example.com:25',
  'mike@example.com#x',
  'mike\\@example.com',
  'mike@exam_ple.com',
]

/** Addresses of other people, however alike they look. */
const others = [
  'mike+tag@example.com',
  'm.ike@example.com',
  'rnike@example.com',
  'mike@exаmple.com',
  'mike@examp1e.com',
  'mike@example.com.evil.example',
  'mike@sub.example.com',
  "mike'--@example.com",
  'info@bucher.example',
  'file@example.co',
]

describe.each(databases)('an address that is written in many ways, on $name,', ({ create }) => {
  let service: Service
  beforeAll(async () => {
    service = await openJourney(create)
    for (const identifier of Object.keys(sameAs)) expect((await register(identifier)).status).toBe(201)
  })
  afterAll(() => service.close())

  const register = (identifier: string, challenge = testPassword): Promise<Answer> => {
    const identity = { type: 'email', identifier, challenge }
    return service.call('/persons', { json: { name_display: 'Somebody', identity } })
  }
  const verify = (identifier: string): Promise<Answer> =>
    service.call('/auth/verify', { json: { method: 'password', identifier, password: testPassword } })
  /** To whom a link is sent by whoever types this. */
  const recipientsOf = async (identifier: string): Promise<readonly string[]> => {
    await service.db.deleteFrom('messages').execute()
    expect((await service.call('/auth/password/request-reset', { json: { identifier } })).status).toBe(202)
    const sent = await service.db.selectFrom('messages').select('recipient').execute()
    return sent.map(({ recipient }) => recipient)
  }
  const nameOf = async ({ body }: Answer): Promise<unknown> => {
    const json = { verification_token: body['verification_token'] }
    const { headers } = await service.call('/auth/login-session', { json })
    const token = /lgc_session=([^;]+)/.exec(headers.getSetCookie().join())?.[1] ?? ''
    return service.core.whoIsHere(token)
  }

  it.each(Object.entries(sameAs))('is the one %s (R146)', async (stored, written) => {
    const owner = await nameOf(await verify(stored))
    expect(owner).toBeDefined()
    for (const identifier of written) {
      expect([identifier, await nameOf(await verify(identifier))]).toEqual([identifier, owner])
      expect([identifier, (await register(identifier)).status]).toEqual([identifier, 409])
      expect(await recipientsOf(identifier), identifier).toEqual([stored])
    }
  })

  it('is no address when it only looks like one (R83, R146)', async () => {
    for (const identifier of none) {
      expect([identifier, (await verify(identifier)).status]).not.toEqual([identifier, 200])
      expect([identifier, (await register(identifier)).status]).toEqual([identifier, 422])
      expect(await recipientsOf(identifier), identifier).toEqual([])
    }
  })

  it('reaches nobody else (R146)', async () => {
    for (const identifier of others) {
      expect([identifier, (await verify(identifier)).status]).toEqual([identifier, 401])
      expect(await recipientsOf(identifier), identifier).toEqual([])
      expect([identifier, (await register(identifier, 'another secret of mine')).status]).toEqual([
        identifier,
        201,
      ])
      expect([identifier, (await verify(identifier)).status]).toEqual([identifier, 401])
    }
  })
})
