import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { memoryLimiter } from '../../apps/api/src/limits/memory-limiter.ts'
import { keyedSecretMemory } from '../../packages/client/src/infra/keyed-secret-memory.ts'
import { takeTurns } from '../../packages/outbound/src/turns.ts'
import { type TestDatabase, databases } from '../support/databases.ts'
import { extent } from '../support/extent.ts'
import { startMeasured } from './measured-service.ts'
import { type Timed, statusesOf, timed } from './timed.ts'

const distinct = extent(100_000, 1_000_000)
const requests = extent(4000, 100_000)
const growthLimitInMegabytes = 50
const megabyte = 1024 * 1024

const sqlite = databases[0] as TestDatabase

/** What is left when the rubbish is gone. */
function heldMemory(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Everything that a process keeps of those whom it has met, by how it is told of one more. */
const memories: readonly { readonly name: string; readonly open: () => (one: number) => unknown }[] = [
  {
    name: 'limits',
    open: () => {
      const limiter = memoryLimiter(() => 1_800_000_000_000)
      const draw = { limit: 10, windowInSeconds: 60, cost: 1, isTrial: false }
      return (one) => limiter({ ...draw, key: `identify:${one}` })
    },
  },
  {
    name: 'secrets of clients that were proved',
    open: () => {
      const memory = keyedSecretMemory()
      return (one) => memory.remember(`$argon2id$v=19$m=19456,t=2,p=1$${one}`, `secret ${one}`)
    },
  },
  {
    name: 'destinations that failed',
    open: () => {
      const turns = takeTurns({ now: () => 1_800_000_000_000 })
      return (one) => {
        turns.begin(`host-${one}.example:443`)
        turns.end(`host-${one}.example:443`, true)
      }
    },
  },
]

describe('a million that are all different', () => {
  it.each(memories)(
    'leave a bounded memory of $name (R167)',
    { timeout: 120_000 },
    async ({ name, open }) => {
      const before = heldMemory()
      const meet = open()
      for (let one = 0; one < distinct; one++) await meet(one)
      const grown = (heldMemory() - before) / megabyte
      console.log(`${name}: ${grown.toFixed(1)} MB after ${distinct}`)
      expect(grown).toBeLessThan(growthLimitInMegabytes)
      meet(0)
    },
  )

  it('callers and identifiers leave a process as big as it was (R167)', {
    timeout: extent(120_000, 900_000),
  }, async () => {
    const service = await startMeasured(sqlite.create, { LGC_LIMITS: 'on', TRUSTED_PROXIES: '127.0.0.1' })
    let met = 0
    const ask = (): Promise<Timed> => {
      const caller = met++
      const address = `10.${(caller >> 16) & 255}.${(caller >> 8) & 255}.${caller & 255}`
      const json = { identifier: `caller-${caller}@example.com` }
      return timed(service.api.call('/auth/identify', { json, headers: { 'X-Forwarded-For': address } }))
    }
    const askMany = async (count: number): Promise<readonly Timed[]> => {
      const answers: Timed[] = []
      const last = met + count
      const work = async (): Promise<void> => {
        while (met < last) answers.push(await ask())
      }
      await Promise.all(Array.from({ length: 16 }, work))
      return answers
    }
    const warm = await askMany(requests / 4)
    const before = service.memory().now
    const answers = [...warm, ...(await askMany(requests))]
    const grown = service.memory().now - before
    console.log(`callers: ${grown.toFixed(1)} MB more after ${answers.length} at ${before.toFixed(0)} MB`)
    expect(statusesOf(answers)).toEqual({ '200': answers.length })
    expect(grown).toBeLessThan(growthLimitInMegabytes)
    await service.close()
  })
})
