import { setTimeout as pause } from 'node:timers/promises'
import { type Tables, compose } from '@lgc/composition'
import { open } from '@lgc/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, databases } from '../support/databases.ts'
import { extent } from '../support/extent.ts'
import { testSettings } from '../support/world.ts'
import { faultsIn, figuresOf, violationsIn } from '../support/workload-checker.ts'
import type { Products } from '../support/workload-asking.ts'
import { type Load, prepareLoad, startLoad } from '../support/workload.ts'
import { type MeasuredService, startMeasured } from './measured-service.ts'

const wholeMinutes = Number(process.env['LGC_SOAK_MINUTES'] ?? 20)
const seconds = extent(5, wholeMinutes * 60)
const peakSeconds = extent(2, 20)
const shareOfPeak = 0.4
const workers = 16
const sampleEveryMilliseconds = extent(250, 5000)
const pool = 10
/** 503 with `Retry-After` is what a loaded machine says when much waits. */
const unavailableShare = extent(0.05, 0.001)
/** From the second quarter to the last: before that a process fills what it keeps for good. */
const growthLimitInMegabytes = extent(Infinity, 32)
/** Wide, because whoever asks shares the machine with whoever is asked. */
const loopDelayLimitInSeconds = extent(Infinity, 0.5)

type Sample = {
  readonly megabytes: number
  readonly descriptors: number
  readonly loopDelayInSeconds: number
  readonly busy: number
  readonly waiting: number
}

const anyDatabase = databases.at(-1) as TestDatabase

describe('the service at two fifths of what it can do', () => {
  let service: MeasuredService
  let products: Products
  beforeAll(async () => {
    // Everything that a deployment does beside its requests; passwords are cheap, so that the rest is done often.
    service = await startMeasured(anyDatabase.create, {
      LGC_ARGON2_MEMORY_KIB: '64',
      LGC_ARGON2_ITERATIONS: '1',
      LGC_SWEEP_SECONDS: '30',
      LGC_AUDIT_SEAL_SECONDS: '30',
      DATABASE_POOL_SIZE: String(pool),
    })
    const database = open<Tables>(service.url)
    products = await prepareLoad({ core: compose(database, testSettings) })
    await database.db.destroy()
  }, 60_000)
  afterAll(() => service.close())

  const begin = (perSecond?: number): Load =>
    startLoad({
      next: () => service.api,
      products,
      workers,
      ...(perSecond === undefined ? {} : { perSecond }),
    })

  const sample = async (): Promise<Sample> => {
    const [loopDelayInSeconds, busy, waiting] = await Promise.all([
      service.metric('nodejs_eventloop_lag_p99_seconds'),
      service.metric('lgc_database_connections_busy'),
      service.metric('lgc_database_connections_awaited'),
    ])
    const { now: megabytes } = service.memory()
    return { megabytes, descriptors: service.descriptors(), loopDelayInSeconds, busy, waiting }
  }

  it('neither grows, nor slows down, nor runs out of anything', {
    timeout: 60_000 + seconds * 1500,
  }, async () => {
    const hard = begin()
    await pause(peakSeconds * 1000)
    const perSecond = (hard.journal.length / peakSeconds) * shareOfPeak
    expect(faultsIn(await hard.stop())).toEqual([])

    const load = begin(perSecond)
    const samples: Sample[] = []
    const until = performance.now() + seconds * 1000
    while (performance.now() < until) {
      await pause(sampleEveryMilliseconds)
      samples.push(await sample())
    }
    const journal = await load.stop()
    const figures = figuresOf(journal)
    const quarter = (index: number): readonly Sample[] =>
      samples.slice((samples.length * index) / 4, (samples.length * (index + 1)) / 4)
    const [settled, last] = [quarter(1), quarter(3)].map((part) => middle(part.map((one) => one.megabytes)))
    const growth = (last ?? 0) - (settled ?? 0)
    const most = (read: (one: Sample) => number): number => Math.max(...samples.map(read))
    console.log(
      `soak: ${seconds} s at ${perSecond.toFixed(0)}/s, ${figures.operations} requests, memory ${(settled ?? 0).toFixed(0)} → ${(last ?? 0).toFixed(0)} MB, event loop p99 ${(middle(samples.map((one) => one.loopDelayInSeconds)) * 1000).toFixed(0)} ms (most ${(most((one) => one.loopDelayInSeconds) * 1000).toFixed(0)}), descriptors ≤ ${most((one) => one.descriptors)}, connections ≤ ${most((one) => one.busy)}, waiting ≤ ${most((one) => one.waiting)}, slowest ${figures.slowestInMilliseconds} ms, ${JSON.stringify(figures.answers)}`,
    )
    expect(violationsIn(journal)).toEqual([])
    expect(faultsIn(journal)).toEqual([])
    expect(figures.unavailable).toBeLessThanOrEqual(journal.length * unavailableShare)
    // What it has open for itself, a connection for each worker and for each of the database, and for who measures.
    expect(most((one) => one.descriptors)).toBeLessThan(60 + workers + pool)
    expect(most((one) => one.busy)).toBeLessThanOrEqual(pool)
    expect(growth).toBeLessThan(growthLimitInMegabytes)
    expect(middle(samples.map((one) => one.loopDelayInSeconds))).toBeLessThan(loopDelayLimitInSeconds)
  })
})

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
