import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Answer, type Service, openService } from '../support/service.ts'
import {
  actionsOf,
  addPerson,
  loginTokenIn,
  memberOf,
  openJourney,
  problemIn,
  suspicionsOf,
  testPassword,
  textOf,
} from '../support/signing-in.ts'
import { freshName, testCaller, valueOf } from '../support/world.ts'

const config = {
  mail: { route: { kind: 'log' }, from: 'LGC <no-reply@example.com>' },
  sms: { kind: 'log' },
  codes: { areMailed: true, areEchoed: true, countries: ['JP'] },
} as const
const minute = 60
const browserOf = (letter: string): string => `lgc_browser=lgb_${letter.repeat(43)}`

/** What a caller can tell two answers by. */
function traitsOf({ status, headers, body }: Answer): unknown {
  const shown: (readonly [string, string])[] = []
  headers.forEach((value, name) => name === 'x-request-id' || shown.push([name, value]))
  const shape = Object.entries(body).map(([name, value]) => [name, String(value).length])
  return { status, shown, shape }
}

describe.each(databases)('one-time codes on $name', ({ create }) => {
  let service: Service
  let phones = 0
  beforeAll(async () => {
    service = await openJourney(create, config)
  })
  afterAll(() => service.close())
  beforeEach(() => service.clock.pass(24 * 60 * minute))

  const freshPhone = (): string => `+8190123${String(10_000 + phones++)}`
  const addPhone = async (): Promise<{ phone: string; personXid: string; identityXid: string }> => {
    const phone = freshPhone()
    const json = { name_display: 'Ada', identity: { type: 'sms', identifier: phone } }
    const { body } = await service.call('/persons', { json })
    const { xid: personXid } = memberOf(body, 'person') as { xid: string }
    return { phone, personXid, identityXid: (memberOf(body, 'identity') as { xid: string }).xid }
  }
  const ask = (identifier: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    service.call('/auth/challenge', { json: { identifier }, headers })
  const type = (
    asked: Pick<Answer, 'body'>,
    otp: unknown,
    { method = 'otp_sms', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> =>
    service.call('/auth/verify', {
      json: { method, challenge_xid: asked.body['challenge_xid'], otp },
      headers,
    })
  const right = (asked: Answer): string => textOf(asked, 'dev_code')
  const wrong = (asked: Answer): string => String((Number(right(asked)) + 1) % 1_000_000).padStart(6, '0')
  const identityOf = async (identifier: string) =>
    service.db
      .selectFrom('identities')
      .select(['challenge', 'verified_at'])
      .where('identifier', '=', identifier as never)
      .executeTakeFirstOrThrow()

  it('sign in by a phone, once, and prove the number', async () => {
    const { phone, personXid, identityXid } = await addPhone()
    const asked = await ask(phone.replace('+81', '0'))
    expect(asked).toMatchObject({ status: 202, body: { expires_in: 300, resend_after: 60 } })
    expect(await actionsOf(service, asked)).toEqual(['identity.code_requested'])
    expect((await identityOf(phone)).verified_at).toBeNull()
    const proved = await type(asked, right(asked))
    expect(proved.body).toMatchObject({
      person_xid: personXid,
      identity_xid: identityXid,
      amr: ['otp', 'sms'],
    })
    expect(await actionsOf(service, proved)).toEqual(['identity.address_verified', 'identity.verified'])
    expect((await identityOf(phone)).verified_at).toBe(service.clock.now())
    const json = { verification_token: textOf(proved, 'verification_token') }
    expect((await service.call('/auth/login-session', { json })).status).toBe(201)
    const again = await type(asked, right(asked))
    expect(problemIn(again)).toBe('401 unauthorized credentials_invalid')
    expect(await suspicionsOf(service, again)).toEqual(['otp_failed'])
  })

  it('sign in by an e-mail address, as identify says', async () => {
    const { identity } = await addPerson(service)
    const { identifier } = identity
    const identified = await service.call('/auth/identify', { json: { identifier } })
    expect(identified.body).toMatchObject({ challenge_method: 'password', alternatives: ['otp_email'] })
    const asked = await ask(identifier)
    expect(problemIn(await type(asked, right(asked)))).toBe('401 unauthorized credentials_invalid')
    const proved = await type(asked, right(asked), { method: 'otp_email' })
    expect(proved).toMatchObject({ status: 200, body: { amr: ['otp'] } })
  })

  it('look the same for a number that nobody has', async () => {
    const { phone } = await addPhone()
    const nobody = freshPhone()
    const [known, unknown] = [await ask(phone), await ask(nobody)]
    expect(traitsOf(unknown)).toEqual(traitsOf(known))
    const early = [await ask(phone), await ask(nobody)]
    expect(early.map(problemIn)).toEqual(Array(2).fill('429 rate_limited rate_limited'))
    expect(traitsOf(early[1] as Answer)).toEqual(traitsOf(early[0] as Answer))
    for (let guess = 0; guess < 6; guess++) {
      const one = await type(known, wrong(known))
      expect(traitsOf(await type(unknown, wrong(unknown)))).toEqual(traitsOf(one))
    }
    // Even the digits that were made for nobody let nobody in.
    service.clock.pass(20 * minute)
    const later = await ask(nobody)
    expect(problemIn(await type(later, right(later)))).toBe('401 unauthorized credentials_invalid')
    expect(await suspicionsOf(service, unknown)).toEqual(['code_requested_in_vain'])
  })

  it('are good until five minutes are over', async () => {
    const { phone } = await addPhone()
    const asked = await ask(phone)
    service.clock.pass(299)
    expect((await type(asked, right(asked))).status).toBe(200)
    service.clock.pass(minute)
    const second = await ask(phone)
    service.clock.pass(300)
    expect(problemIn(await type(second, right(second)))).toBe('401 unauthorized otp_expired')
  })

  it('give way to a newer one, after a minute', async () => {
    const { phone } = await addPhone()
    const first = await ask(phone)
    service.clock.pass(59)
    const early = await ask(phone)
    expect(problemIn(early)).toBe('429 rate_limited rate_limited')
    expect(early.headers.get('retry-after')).toBe('1')
    service.clock.pass(1)
    const second = await ask(phone)
    expect(problemIn(await type(first, right(first)))).toBe('401 unauthorized otp_expired')
    expect((await type(second, right(second))).status).toBe(200)
  })

  it('are sent three times in ten minutes, five in an hour and ten in a day', async () => {
    const phone = freshPhone()
    const asked: number[] = []
    for (let passed = 0; passed < 24 * 60; passed++) {
      if ((await ask(phone)).status === 202) asked.push(passed)
      service.clock.pass(minute)
      if (asked.length === 10 && passed > 130) break
    }
    expect(asked).toEqual([0, 1, 2, 10, 11, 60, 61, 62, 70, 71])
    expect((await ask(phone)).status).toBe(429)
  })

  it('can be guessed at five times, however many are sent', async () => {
    const { phone } = await addPhone()
    const first = await ask(phone)
    for (let guess = 0; guess < 3; guess++) await type(first, wrong(first))
    service.clock.pass(minute)
    const second = await ask(phone)
    for (let guess = 0; guess < 2; guess++) {
      expect(problemIn(await type(second, wrong(second)))).toBe('401 unauthorized credentials_invalid')
    }
    expect(problemIn(await type(second, right(second)))).toBe('401 unauthorized otp_attempts_exceeded')
    service.clock.pass(minute)
    const refused = await ask(phone)
    expect(problemIn(refused)).toBe('429 rate_limited rate_limited')
    service.clock.pass(Number(refused.headers.get('retry-after')))
    const third = await ask(phone)
    expect((await type(third, right(third))).status).toBe(200)
  })

  it('count together with wrong passwords, and a lock holds for both', async () => {
    const { identity } = await addPerson(service)
    const { identifier } = identity
    const password = { method: 'password', identifier, password: 'a wrong guess at it' }
    for (let guess = 0; guess < 8; guess++) await service.call('/auth/verify', { json: password })
    const asked = await ask(identifier)
    const method = { method: 'otp_email' }
    for (let guess = 0; guess < 2; guess++) await type(asked, wrong(asked), method)
    expect(problemIn(await type(asked, right(asked), method))).toBe('423 forbidden account_locked')
    const json = { ...password, password: testPassword }
    expect(problemIn(await service.call('/auth/verify', { json }))).toBe('423 forbidden account_locked')
  })

  it('are good in the browser alone that asked for them', async () => {
    const { phone } = await addPhone()
    const [one, other] = [{ Cookie: browserOf('a') }, { Cookie: browserOf('b') }]
    const asked = await ask(phone, one)
    for (const headers of [other, {}]) {
      const elsewhere = await type(asked, right(asked), { headers })
      expect(problemIn(elsewhere)).toBe('401 unauthorized credentials_invalid')
    }
    const again = await ask(phone, one)
    expect(again).toMatchObject({ status: 202, body: { challenge_xid: asked.body['challenge_xid'] } })
    expect((await ask(phone, other)).status).toBe(429)
    expect((await type(asked, right(asked), { headers: one })).status).toBe(200)
  })

  it('tell of a suspension whoever is right, and nobody else', async () => {
    const { phone, personXid } = await addPhone()
    const suspension = { personXid: personXid as never, status: 'suspended', reason: null } as const
    valueOf(await service.core.switchPerson(suspension, testCaller))
    const asked = await ask(phone)
    expect(problemIn(await type(asked, wrong(asked)))).toBe('401 unauthorized credentials_invalid')
    const told = await type(asked, right(asked))
    expect(problemIn(told)).toBe('403 access_denied person_suspended')
    expect(await suspicionsOf(service, told)).toEqual(['suspended_login_attempt'])
  })

  it('are worth nothing once the number is called otherwise', async () => {
    const { phone, identityXid } = await addPhone()
    const asked = await ask(phone)
    const change = { identityXid: identityXid as never, identifier: freshPhone() }
    await service.db
      .updateTable('identities')
      .set({ identifier: change.identifier as never })
      .where('xid', '=', change.identityXid)
      .execute()
    expect(problemIn(await type(asked, right(asked)))).toBe('401 unauthorized credentials_invalid')
  })

  it('take from whoever registered with the address of another what they had', async () => {
    const { identity } = await addPerson(service)
    const { identifier } = identity
    const json = { method: 'password', identifier, password: testPassword }
    const attacker = textOf(await service.call('/auth/verify', { json }), 'verification_token')
    const session = { verification_token: attacker }
    const begun = await service.call('/auth/login-session', { json: session })
    expect(begun.status).toBe(201)
    const asked = await ask(identifier)
    const proved = await type(asked, right(asked), { method: 'otp_email' })
    expect(proved.status).toBe(200)
    expect(await actionsOf(service, proved)).toEqual([
      'identity.challenge_changed',
      'identity.address_verified',
      'identity.verified',
    ])
    expect(problemIn(await service.call('/auth/verify', { json }))).toBe(
      '401 unauthorized credentials_invalid',
    )
    expect(problemIn(await service.call('/auth/login-session', { json: session }))).toBe(
      '401 login_required verification_token_stale',
    )
    expect(await service.core.findLoginSession(loginTokenIn(begun))).toBe(undefined)
    const owner = { verification_token: textOf(proved, 'verification_token') }
    expect((await service.call('/auth/login-session', { json: owner })).status).toBe(201)
  })

  it('leave a password alone whose owner proved the address before', async () => {
    const { identity } = await addPerson(service)
    const { identifier } = identity
    await service.db
      .updateTable('identities')
      .set({ verified_at: service.clock.now() })
      .where('xid', '=', identity.xid)
      .execute()
    const asked = await ask(identifier)
    expect((await type(asked, right(asked), { method: 'otp_email' })).status).toBe(200)
    const json = { method: 'password', identifier, password: testPassword }
    expect((await service.call('/auth/verify', { json })).status).toBe(200)
  })

  it.each([
    ['a company code', 'ACME-1001', '400 invalid_request challenge_unsupported'],
    [
      'a phone of a country that is not allowed',
      '+12133734253',
      '422 invalid_request sms_country_not_allowed',
    ],
    ['what is no identifier', '???', '422 invalid_request identifier_unrecognized'],
  ])('are not sent to %s', async (_, identifier, said) => {
    const refused = await ask(identifier)
    expect(problemIn(refused)).toBe(said)
    expect(await suspicionsOf(service, refused)).toEqual(['code_refused'])
  })

  it('are known by their digits nowhere but in what is to be sent', async () => {
    const { phone } = await addPhone()
    const asked = await ask(phone)
    await type(asked, wrong(asked))
    await type(asked, right(asked))
    const message = await service.db
      .selectFrom('messages')
      .selectAll()
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(message).toMatchObject({ channel: 'sms', recipient: phone, kind: 'one_time_code' })
    expect(JSON.parse(message.data ?? '')).toEqual({ code: right(asked) })
    await service.db.deleteFrom('messages').where('xid', '=', message.xid).execute()
    const code = new RegExp(`(?<![0-9a-z])${right(asked)}(?![0-9a-z])`)
    for (const table of ['otp_challenges', 'audit_log', 'security_log', 'messages'] as const) {
      const rows = await service.db.selectFrom(table).selectAll().execute()
      expect(code.test(JSON.stringify(rows.map((row) => ({ ...row, created_at: 0 })))), table).toBe(false)
    }
  })

  it('are swept when no limit asks about them any more', async () => {
    await ask(freshPhone())
    service.clock.pass(24 * 60 * minute - 1)
    await service.core.sweep()
    const count = async (): Promise<number> =>
      (await service.db.selectFrom('otp_challenges').select('xid').execute()).length
    expect(await count()).toBe(1)
    service.clock.pass(1)
    expect((await service.core.sweep()).otp_challenges).toBe(1)
    expect(await count()).toBe(0)
  })
})

describe.each(databases)('one-time codes that are not for development, on $name', ({ create }) => {
  const freshMail = (): string => `${freshName('nobody')}@example.com`

  it('are told to nobody, and not offered where they cannot be sent', async () => {
    const codes = { areMailed: true, areEchoed: false, countries: ['JP'] }
    const service = await openService(create, { ...config, sms: null, codes })
    const mailed = await service.call('/auth/challenge', { json: { identifier: freshMail() } })
    expect(Object.keys(mailed.body).toSorted()).toEqual(['challenge_xid', 'expires_in', 'resend_after'])
    const texted = await service.call('/auth/challenge', { json: { identifier: '+819012345678' } })
    expect(problemIn(texted)).toBe('400 invalid_request challenge_unsupported')
    await service.close()
  })

  it('are not mailed where that is off', async () => {
    const codes = { areMailed: false, areEchoed: false, countries: ['JP'] }
    const service = await openService(create, { ...config, codes })
    const mailed = await service.call('/auth/challenge', { json: { identifier: freshMail() } })
    expect(problemIn(mailed)).toBe('400 invalid_request challenge_unsupported')
    const identified = await service.call('/auth/identify', { json: { identifier: freshMail() } })
    expect(identified.body['alternatives']).toEqual([])
    await service.close()
  })
})
