import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { addressKey } from './address-key.ts'
import { type Draw, standingOf } from './gcra.ts'
import { memoryLimiter } from './memory-limiter.ts'

const ten = { limit: 10, windowInSeconds: 60, cost: 1, isTrial: false }

function limiterAt(start: number) {
  let now = start
  const draw = memoryLimiter(() => now)
  return {
    pass: (seconds: number) => {
      now += seconds * 1000
    },
    draw: (more: Partial<Draw> = {}) => draw({ ...ten, key: 'somebody', ...more }),
    async spend(times: number, more: Partial<Draw> = {}): Promise<number> {
      let allowed = 0
      for (let time = 0; time < times; time++) if ((await this.draw(more)).isAllowed) allowed++
      return allowed
    },
  }
}

describe('an allowance of ten a minute', () => {
  it('lets ten through and the eleventh not', async () => {
    expect(await limiterAt(1_800_000_000_000).spend(11)).toBe(10)
  })

  it.each([1, 3, 7, 9, 11, 599, 6000, 9999])('of any size (%i) is met exactly', async (limit) => {
    expect(await limiterAt(1_800_000_000_123).spend(limit + 5, { limit })).toBe(limit)
  })

  it('comes back evenly, and whole after a minute', async () => {
    const limiter = limiterAt(1_800_000_000_000)
    await limiter.spend(10)
    limiter.pass(6)
    expect(await limiter.spend(5)).toBe(1)
    limiter.pass(60)
    expect(await limiter.spend(20)).toBe(10)
  })

  it('is neither extended nor reset by what is refused', async () => {
    const limiter = limiterAt(1_800_000_000_000)
    await limiter.spend(10)
    for (let second = 0; second < 59; second++) {
      limiter.pass(1)
      await limiter.spend(5, { cost: 10 })
    }
    limiter.pass(1)
    expect(await limiter.spend(20)).toBe(10)
  })

  it('is each caller’s own', async () => {
    const limiter = limiterAt(1_800_000_000_000)
    await limiter.spend(10)
    expect(await limiter.spend(11, { key: 'somebody else' })).toBe(10)
  })

  it('is not touched by a trial', async () => {
    const limiter = limiterAt(1_800_000_000_000)
    await limiter.spend(50, { isTrial: true })
    expect(await limiter.spend(11)).toBe(10)
    expect((await limiter.draw({ isTrial: true })).isAllowed).toBe(false)
  })

  it('survives a clock that is put back', async () => {
    const limiter = limiterAt(1_800_000_000_000)
    await limiter.spend(10)
    limiter.pass(-86_400)
    await limiter.draw()
    limiter.pass(60)
    expect(await limiter.spend(1)).toBe(0)
    limiter.pass(86_400)
    expect(await limiter.spend(20)).toBe(10)
  })

  it('tells where a caller stands', async () => {
    const limiter = limiterAt(1_800_000_000_000)
    const standing = async (): Promise<unknown> =>
      standingOf(await limiter.draw(), { ...ten, key: 'somebody' })
    expect(await standing()).toMatchObject({ limit: 10, remaining: 9, resetInSeconds: 6 })
    await limiter.spend(8)
    expect(await standing()).toMatchObject({ remaining: 0, resetInSeconds: 60 })
    expect(await standing()).toMatchObject({ remaining: 0, retryAfterInSeconds: 6 })
  })
})

/** What is left when the rubbish is gone; the resident size would count that too, as it happens to lie about. */
function heldMemory(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

describe('a million callers', () => {
  it('take less than 50 MB, and the one who came last is still known', { timeout: 60_000 }, async () => {
    const before = heldMemory()
    const limiter = limiterAt(1_800_000_000_000)
    for (let caller = 0; caller < 1_000_000; caller++) {
      await limiter.draw({ key: `verify_identifier:${caller.toString(16).padStart(64, '0')}` })
    }
    await limiter.spend(10)
    for (let caller = 0; caller < 50_000; caller++) await limiter.draw({ key: `later:${caller}` })
    expect(await limiter.spend(1)).toBe(0)
    expect(heldMemory() - before).toBeLessThan(50 * 1024 * 1024)
    expect(await limiter.spend(1)).toBe(0)
  })
})

describe('the key of an address', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:DB8:0:0:ffff:ffff:ffff:ffff', '2001:db8:0:0::/64'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['unknown', 'unknown'],
  ])('%s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })
})
