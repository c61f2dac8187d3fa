import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, databases } from '../../support/databases.ts'
import { extent } from '../../support/extent.ts'
import { type Fleet, openFleet, tallyOf } from '../../support/processes.ts'
import { type RedisServer, hasRedis, startRedis } from '../../support/redis.ts'
import { type Relay, startRelay } from '../../support/relay.ts'
import { type Regulars, openRegulars } from './regulars.ts'

const limit = 10
/** On a loaded machine still less than anybody would wait who waited for the server. */
const addedLatencyInMilliseconds = extent(300, 50)
const breakerLimitInMilliseconds = 1000
const rounds = extent(8, 100)
const timeout = extent(60_000, 180_000)

type Server = { readonly redis: RedisServer; readonly relay: Relay }

/** What happens to the server that shares the limits, how it gets well, and whether it is missed meanwhile. */
const faults: readonly {
  readonly name: string
  readonly isMissed: boolean
  readonly strike: (server: Server) => Promise<void>
  readonly heal: (server: Server) => Promise<void>
}[] = [
  {
    name: 'killed',
    isMissed: true,
    strike: async ({ redis }) => redis.signal('SIGKILL'),
    heal: ({ redis }) => redis.restart(),
  },
  {
    name: 'frozen',
    isMissed: true,
    strike: async ({ redis }) => redis.signal('SIGSTOP'),
    heal: async ({ redis }) => redis.signal('SIGCONT'),
  },
  {
    name: 'two seconds late',
    isMissed: true,
    strike: async ({ relay }) => relay.slowDown(2000),
    heal: async ({ relay }) => relay.slowDown(0),
  },
  { name: 'emptied', isMissed: false, strike: ({ redis }) => empty(redis), heal: async () => {} },
]

// What the limits are kept in is asked here, not what everything else is: one database is enough.
const [anyDatabase] = databases as readonly [TestDatabase]

describe.skipIf(!hasRedis())('two processes whose limits are shared by a server', () => {
  let server: Server
  let fleet: Fleet
  let regulars: Regulars
  beforeAll(async () => {
    const redis = await startRedis()
    const relay = await startRelay(Number(new URL(redis.url).port))
    server = { redis, relay }
    fleet = await openFleet(anyDatabase.create, {
      VALKEY_URL: `redis://127.0.0.1:${relay.port}`,
      TRUSTED_PROXIES: '127.0.0.1',
      LGC_LIMITS: 'on',
      LGC_LIMIT_IDENTIFY: `${limit}/3600`,
      LGC_LIMIT_VERIFY: '100000/60',
      LGC_LIMIT_VERIFY_IDENTIFIER: '100000/60',
      LGC_LIMIT_VERIFY_IDENTIFIER_DAY: '1000000/86400',
      LGC_LIMIT_TOKEN: '100000/60',
    })
    regulars = await openRegulars(fleet)
  })
  afterAll(async () => {
    await fleet.close()
    await server.relay.stop()
    await server.redis.stop()
  })

  /** What two processes answer to thirty requests each of one caller. */
  const insist = async (address: string): Promise<readonly Readonly<Record<string, number>>[]> => {
    const headers = { 'X-Forwarded-For': address }
    const json = { identifier: 'ada@example.com' }
    const ask = (one: Fleet['processes'][number]) =>
      Promise.all(Array.from({ length: 30 }, () => one.call('/auth/identify', { json, headers })))
    return Promise.all(fleet.processes.map(async (one) => tallyOf(await ask(one))))
  }
  const allowed = (tallies: Awaited<ReturnType<typeof insist>>): number =>
    tallies.reduce((sum, tally) => sum + (tally['200'] ?? 0), 0)
  const areShared = (isShared: boolean): boolean =>
    fleet.processes.every((one) => {
      const last = one
        .stdout()
        .split('\n')
        .findLast((line) => line.includes('counted elsewhere'))
      return last === undefined ? isShared : last.includes(`"shared":${isShared}`)
    })
  const until = async (isShared: boolean): Promise<void> => {
    for (let tries = 0; tries < 200 && !areShared(isShared); tries++) await pause(50)
    expect(areShared(isShared)).toBe(true)
  }

  it.each(faults)(
    'go on when it is $name, limit as before, and revive nothing when it is well again',
    {
      timeout,
    },
    async (fault) => {
      const { name, isMissed, strike, heal } = fault
      const host = faults.indexOf(fault) + 1
      const before = await regulars.goRound(rounds)
      expect(allowed(await insist(`198.51.100.${host}`))).toBe(limit)
      await strike(server)
      const struckAt = performance.now()
      await Promise.all(fleet.processes.map((one) => regulars.checkAt(one)))
      const openedAfter = performance.now() - struckAt
      await until(!isMissed)

      const during = await regulars.goRound(rounds)
      const added = during.medianInMilliseconds - before.medianInMilliseconds
      console.log(
        `limits ${name}: first answers after ${openedAfter.toFixed(0)} ms, then ${added.toFixed(1)} ms more each, ${JSON.stringify(during.tally)}`,
      )
      expect([before.failures, during.failures]).toEqual([[], []])
      expect(added).toBeLessThanOrEqual(addedLatencyInMilliseconds)
      expect(openedAfter).toBeLessThanOrEqual(breakerLimitInMilliseconds * extent(3, 1))
      const alone = await insist(`192.0.2.${host}`)
      if (isMissed) expect(alone.map((tally) => tally['200'])).toEqual([limit, limit])
      else expect(allowed(alone)).toBe(limit)
      const ended = await regulars.endSome()

      await heal(server)
      await until(true)
      expect(allowed(await insist(`203.0.113.${host}`))).toBe(limit)
      expect(await regulars.stateOf(ended)).toEqual(ended.map(() => 'over'))
      expect((await regulars.goRound(rounds)).failures).toEqual([])
    },
  )
})

/** In one line of its own protocol. */
function empty({ url }: RedisServer): Promise<void> {
  const { port, hostname } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write('FLUSHALL\r\n'))
    socket.once('data', () => resolve(void socket.end())).once('error', reject)
  })
}
