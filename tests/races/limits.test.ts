import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Fleet, openFleet, tallyOf } from '../support/processes.ts'
import { type RedisServer, hasRedis, startRedis } from '../support/redis.ts'
import { freshName } from '../support/world.ts'

const requests = 200
const limit = 10

describe.skipIf(!hasRedis()).each(databases)('limits of two processes on $name', ({ create }) => {
  let redis: RedisServer
  let fleet: Fleet

  beforeAll(async () => {
    redis = await startRedis()
    fleet = await openFleet(create, {
      VALKEY_URL: redis.url,
      LGC_LIMITS: 'on',
      LGC_LIMIT_IDENTIFY: `${limit}/3600`,
      LGC_LIMIT_VERIFY: '10000/60',
      LGC_LIMIT_VERIFY_IDENTIFIER: `${limit}/3600`,
    })
    // What a process does for the first time takes it longer than it waits for its limits.
    for (let warm = 0; warm < 4; warm++) await fleet.next().call('/auth/verify', { json: {} })
  }, 30_000)
  afterAll(async () => {
    await fleet.close()
    await redis.stop()
  })

  it('are met exactly by two hundred requests at once', async () => {
    const json = { identifier: 'ada@example.com' }
    const replies = await Promise.all(
      Array.from({ length: requests }, () => fleet.next().call('/auth/identify', { json })),
    )
    expect(tallyOf(replies)).toEqual({ '200': limit, '429 rate_limited': requests - limit })
    for (const { status, headers } of replies) {
      expect(headers['ratelimit-limit']).toBe(String(limit))
      if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(300)
    }
  })

  it('let no more than ten of two hundred wrong passwords be looked at, and record each that was', async () => {
    const identifier = `${freshName('nobody')}@example.com`
    const json = { method: 'password', identifier, password: 'wrong' }
    const replies = await Promise.all(
      Array.from({ length: requests }, () => fleet.next().call('/auth/verify', { json })),
    )
    const { '401 credentials_invalid': evaluated, ...others } = tallyOf(replies)
    expect(evaluated).toBe(limit)
    expect(Object.keys(others).filter((kind) => !/^4(23|29) /.test(kind))).toEqual([])
    const failed = await fleet.database.db
      .selectFrom('security_log')
      .select('xid')
      .where('event_type', '=', 'verify_failed')
      .execute()
    expect(failed.length).toBe(limit)
  })

  it('are one record for each bucket and key in a minute', async () => {
    const rows = await fleet.database.db
      .selectFrom('security_log')
      .select('details')
      .where('event_type', '=', 'rate_limited')
      .execute()
    expect(rows.map(({ details }) => details).toSorted()).toEqual([
      '{"bucket":"identify"}',
      '{"bucket":"verify_identifier"}',
    ])
  })
})
