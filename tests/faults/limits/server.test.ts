import { setTimeout as pause } from 'node:timers/promises'
import { instant } from '@lgc/kernel'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RunningLimiter, limiterFor } from '../../../apps/api/src/limits/limiter-for.ts'
import { type RedisServer, hasRedis, startRedis } from '../../support/redis.ts'

const ten = { key: 'somebody', limit: 10, windowInSeconds: 3600, cost: 1, isTrial: false }

describe.skipIf(!hasRedis())('the server that shares the limits', () => {
  let redis: RedisServer
  let one: RunningLimiter
  let other: RunningLimiter
  let changes: boolean[]

  beforeEach(async () => {
    redis = await startRedis()
    changes = []
    const now = () => instant(Date.now())
    one = await limiterFor(redis.url, now, (isShared) => void changes.push(isShared))
    other = await limiterFor(redis.url, now, () => {})
  })
  afterEach(async () => {
    one.close()
    other.close()
    await redis.stop()
  })

  const spend = async (limiter: RunningLimiter, times: number, key: string): Promise<number> => {
    let allowed = 0
    for (let time = 0; time < times; time++) if ((await limiter.limiter({ ...ten, key })).isAllowed) allowed++
    return allowed
  }
  const becomes = async (isShared: boolean): Promise<void> => {
    for (let tries = 0; tries < 100 && changes.at(-1) !== isShared; tries++) await pause(50)
    expect(changes.at(-1)).toBe(isShared)
  }

  it('counts for all processes together, by its own clock', async () => {
    expect(await spend(one, 6, 'a')).toBe(6)
    expect(await spend(other, 6, 'a')).toBe(4)
    const drawn = await one.limiter({ ...ten, key: 'a' })
    expect(drawn.isAllowed).toBe(false)
    expect(drawn.usedInMicroseconds).toBeGreaterThan(3590 * 1_000_000)
    expect(drawn.usedInMicroseconds).toBeLessThanOrEqual(3600 * 1_000_000)
  })

  it('is not needed: killed, each process limits for itself, at once and without an error', async () => {
    await spend(one, 1, 'a')
    redis.signal('SIGKILL')
    await pause(100)
    const startedAt = performance.now()
    expect(await spend(one, 200, 'b')).toBe(10)
    expect(performance.now() - startedAt).toBeLessThan(1000)
    await redis.restart()
    await becomes(true)
    expect(await spend(one, 6, 'c')).toBe(6)
    expect(await spend(other, 6, 'c')).toBe(4)
  })

  it('may freeze: who asks first waits a moment, and nobody after that', async () => {
    redis.signal('SIGSTOP')
    const startedAt = performance.now()
    expect(await spend(one, 1, 'd')).toBe(1)
    expect(performance.now() - startedAt).toBeLessThan(1000)
    const openedAt = performance.now()
    expect(await spend(one, 200, 'd')).toBe(9)
    expect(performance.now() - openedAt).toBeLessThan(50)
    redis.signal('SIGCONT')
    await becomes(true)
  })

  it('may be gone when a process starts', async () => {
    redis.signal('SIGSTOP')
    const startedAt = performance.now()
    const late = await limiterFor(
      redis.url,
      () => instant(Date.now()),
      () => {},
    )
    expect(await spend(late, 20, 'e')).toBe(10)
    expect(performance.now() - startedAt).toBeLessThan(3000)
    late.close()
    redis.signal('SIGCONT')
  })
})
