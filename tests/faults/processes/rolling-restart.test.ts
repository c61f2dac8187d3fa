import { setTimeout as pause } from 'node:timers/promises'
import { type Tables, compose } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { type Database, open } from '@lgc/sql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Balancer, startBalancer } from '../../support/balancer.ts'
import { type FreshDatabase, type TestDatabase, databases } from '../../support/databases.ts'
import { extent } from '../../support/extent.ts'
import { violationsIn as breachesIn } from '../../support/invariants.ts'
import { environmentFor } from '../../support/processes.ts'
import { type Revivable, startRevivable } from '../../support/revivable.ts'
import { faultsIn, figuresOf, violationsIn } from '../../support/workload-checker.ts'
import { prepareLoad, startLoad } from '../../support/workload.ts'
import { addPerson, testPassword, testSettings } from '../../support/world.ts'

/** Of a loaded machine less is asked, and 503 with `Retry-After` excused: that is what it says when much waits. */
const perSecond = extent(60, 200)
const workers = extent(8, 32)
const unavailableShare = extent(0.05, 0)
const requests = extent(300, 20_000)
const timeout = extent(120_000, 600_000)
const readinessLimitInMilliseconds = extent(3000, 1000)
const stopLimitInMilliseconds = 20_000
/** Slow enough to be under way still when the stop comes. */
const environment = { LGC_DRAIN_SECONDS: String(extent(2, 3)), LGC_ARGON2_MEMORY_KIB: '8192' }

// One database is enough: what is asked is how processes come and go. MariaDB, where there is one.
const database = databases.at(-1) as TestDatabase

describe('two processes behind a balancer, asked all the time,', () => {
  let fresh: FreshDatabase
  let opened: Database<Tables>
  let processes: readonly [Revivable, Revivable]
  let balancer: Balancer
  let core: ReturnType<typeof compose>
  beforeEach(async () => {
    fresh = await database.create()
    opened = open<Tables>(fresh.url)
    await migrate(opened)
    core = compose(opened, testSettings)
    const start = (): Promise<Revivable> => startRevivable({ ...environmentFor(fresh.url), ...environment })
    processes = await Promise.all([start(), start()])
    balancer = await startBalancer(processes.map(({ port }) => port))
  })
  afterEach(async () => {
    await balancer.stop()
    await Promise.all(processes.map((one) => one.stop()))
    await opened.db.destroy()
    await fresh.drop()
  })

  const startSteadyLoad = async () =>
    startLoad({ next: () => balancer, products: await prepareLoad({ core }), workers, perSecond })
  const bothReady = async (): Promise<void> => {
    while (balancer.ready().length < 2) await pause(50)
  }

  it('lose no request when both are replaced, one after the other', { timeout }, async () => {
    const load = await startSteadyLoad()
    await pause(1000)
    const exitCodes: (number | null)[] = []
    let rounds = 0
    while (rounds === 0 || load.journal.length < requests) {
      for (const one of processes) {
        exitCodes.push(await one.replace())
        await bothReady()
      }
      rounds++
    }
    const journal = await load.stop()
    const { longestGapInMilliseconds, slowestInMilliseconds, ...figures } = figuresOf(journal)
    console.log(
      `rolling restart: ${journal.length} requests, ${exitCodes.length} stops, ${balancer.failures.length} failed, slowest ${slowestInMilliseconds} ms, longest gap ${longestGapInMilliseconds} ms`,
    )
    expect(exitCodes.filter((code) => code !== 0)).toEqual([])
    expect(balancer.failures).toEqual([])
    expect(faultsIn(journal)).toEqual([])
    expect(figures.unavailable).toBeLessThanOrEqual(journal.length * unavailableShare)
    expect(journal.length).toBeGreaterThanOrEqual(requests)
    expect(violationsIn(journal)).toEqual([])
    expect(await breachesIn({ database: opened, core })).toEqual([])
  })

  it('answer what is under way when one is told to stop, which says so at once and ends well', {
    timeout,
  }, async () => {
    const [leaving, staying] = processes
    const { identifier } = (await addPerson({ core })).identity
    const load = await startSteadyLoad()
    await pause(1000)
    const json = { method: 'password', identifier, password: testPassword }
    const underWay = Array.from({ length: extent(5, 20) }, () =>
      leaving.call('/auth/verify', { json }).catch(() => ({ status: 0 })),
    )
    const stoppedAt = performance.now()
    const since = (): number => Math.round(performance.now() - stoppedAt)
    leaving.signal('SIGTERM')
    const stopped = leaving.ended().then((exitCode) => ({ exitCode, endedAfter: since() }))
    while ((await leaving.call('/health/ready').catch(() => ({ status: 0 }))).status === 200) await pause(10)
    const unreadyAfter = since()
    const { exitCode, endedAfter } = await stopped
    const answers = await Promise.all(underWay)
    await pause(500)
    const journal = await load.stop()
    console.log(`SIGTERM: not ready after ${unreadyAfter} ms, ended after ${endedAfter} ms with ${exitCode}`)
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(unreadyAfter).toBeLessThanOrEqual(readinessLimitInMilliseconds)
    expect({ exitCode, isInTime: endedAfter <= stopLimitInMilliseconds }).toEqual({
      exitCode: 0,
      isInTime: true,
    })
    expect(balancer.ready()).toEqual([staying.port])
    expect(balancer.failures).toEqual([])
    expect(faultsIn(journal)).toEqual([])
    expect(figuresOf(journal).unavailable).toBeLessThanOrEqual(journal.length * unavailableShare)
  })
})
