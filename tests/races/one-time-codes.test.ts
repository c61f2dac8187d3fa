import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Fleet, type Reply, openFleet, tallyOf } from '../support/processes.ts'

const environment = { LGC_DEV_OTP: '1', SMTP_URL: 'log' }

describe.each(databases)('one-time codes, at two processes at once on $name', ({ create }) => {
  let fleet: Fleet
  let phones = 0
  beforeAll(async () => {
    fleet = await openFleet(create, environment)
  }, 30_000)
  afterAll(() => fleet.close())

  const addPhone = async (): Promise<string> => {
    const identifier = `+8190765${String(10_000 + phones++)}`
    const json = { name_display: 'Ada', identity: { type: 'sms', identifier } }
    expect((await fleet.next().call('/persons', { json })).status).toBe(201)
    return identifier
  }
  const ask = (identifier: string): Promise<Reply> =>
    fleet.next().call('/auth/challenge', { json: { identifier } })
  const type = ({ body }: Reply, otp: unknown): Promise<Reply> => {
    const json = { method: 'otp_sms', challenge_xid: body['challenge_xid'], otp }
    return fleet.next().call('/auth/verify', { json })
  }
  const atOnce = <T>(times: number, work: (index: number) => Promise<T>): Promise<readonly T[]> =>
    Promise.all(Array.from({ length: times }, (_, index) => work(index)))
  const wrong = ({ body }: Reply): string =>
    String((Number(body['dev_code']) + 1) % 1_000_000).padStart(6, '0')

  it('let in one of a hundred who are right', { timeout: 30_000 }, async () => {
    const asked = await ask(await addPhone())
    const replies = await atOnce(100, () => type(asked, asked.body['dev_code']))
    expect(tallyOf(replies)).toEqual({ '200': 1, '401 credentials_invalid': 99 })
  })

  it('look at five of a hundred who are wrong', { timeout: 30_000 }, async () => {
    const asked = await ask(await addPhone())
    const replies = await atOnce(100, () => type(asked, wrong(asked)))
    expect(tallyOf(replies)).toEqual({ '401 credentials_invalid': 5, '401 otp_attempts_exceeded': 95 })
    const { attempts } = await fleet.database.db
      .selectFrom('otp_challenges')
      .select('attempts')
      .where('xid', '=', String(asked.body['challenge_xid']) as never)
      .executeTakeFirstOrThrow()
    expect(attempts).toBe(5)
    const { failed_attempts } = await fleet.database.db
      .selectFrom('sign_in_attempts')
      .select('failed_attempts')
      .orderBy('updated_at', 'desc')
      .executeTakeFirstOrThrow()
    expect(failed_attempts).toBe(5)
  })

  it('are sent once, however many ask', { timeout: 30_000 }, async () => {
    const replies = await atOnce(30, () => ask('+819076500000'))
    expect(tallyOf(replies)).toEqual({ '202': 1, '429 rate_limited': 29 })
  })
})
