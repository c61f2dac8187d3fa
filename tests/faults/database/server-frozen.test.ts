import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mysqlOn } from '../../support/databases.ts'
import { extent } from '../../support/extent.ts'
import { type MariaDb, mariaDbVersion, startMariaDb } from '../../support/mariadb.ts'
import { type ApiProcess, type Fleet, openFleet } from '../../support/processes.ts'
import { faultsIn, figuresOf, violationsIn } from '../../support/workload-checker.ts'
import { prepareLoad, startLoad } from '../../support/workload.ts'
import { latenessInMilliseconds } from './lateness.ts'
import { untilWritten } from './until-written.ts'

const frozenInSeconds = extent(5, 30)
const mostMegabytes = 512

/** Milliseconds until readiness says what is expected. */
async function untilReadiness(process: ApiProcess, expected: number): Promise<number> {
  const startedAt = performance.now()
  while ((await process.call('/health/ready')).status !== expected) await pause(50)
  return performance.now() - startedAt
}

function residentMegabytes({ pid }: ApiProcess): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kilobytes) / 1024)
}

describe.skipIf(mariaDbVersion() === undefined)('a database that is frozen', () => {
  let server: MariaDb
  let fleet: Fleet
  beforeAll(async () => {
    server = await startMariaDb()
    fleet = await openFleet(mysqlOn(server.url).create)
  })
  afterAll(async () => {
    await fleet.close()
    await server.stop()
  })

  it('lets nobody wait longer than three seconds, and is used again when it answers', async () => {
    const [first, second] = fleet.processes
    const products = await prepareLoad(fleet)
    const load = startLoad({ next: fleet.next, products, workers: 60, perSecond: 100 })
    await pause(1500)
    const before = [first, second].map(residentMegabytes)

    server.signal('SIGSTOP')
    const frozenAt = performance.now()
    const unreadyAfter = await untilReadiness(first, 503)
    await pause(frozenAt + frozenInSeconds * 1000 - performance.now())
    const after = [first, second].map(residentMegabytes)
    server.signal('SIGCONT')
    const healedAt = performance.now()
    const recovery = await untilWritten(load, healedAt)
    const readyAfter = await untilReadiness(first, 200)

    const journal = await load.stop()
    const begun = journal.filter(({ startedAt }) => startedAt > frozenAt && startedAt < healedAt)
    const frozen = begun.filter(({ endedAt }) => endedAt < healedAt)
    const { slowestInMilliseconds, operations } = figuresOf(begun)
    expect(violationsIn(journal)).toEqual([])
    expect(faultsIn(journal)).toEqual([])
    expect(frozen.filter(({ status }) => status !== 503)).toEqual([])
    expect(operations).toBeGreaterThan(20)
    expect(slowestInMilliseconds).toBeLessThan(3000 + latenessInMilliseconds)
    expect(unreadyAfter).toBeLessThan(3000 + latenessInMilliseconds)
    expect([recovery, readyAfter].filter((one) => one > 5000)).toEqual([])
    expect(Math.max(...after)).toBeLessThan(mostMegabytes)
    console.log(
      `database frozen ${frozenInSeconds} s: ${operations} requests answered in ${slowestInMilliseconds} ms at ` +
        `most, not ready after ${Math.round(unreadyAfter)} ms, ready again and writing after ` +
        `${Math.round(Math.max(recovery, readyAfter))} ms, RSS ${before.join(' ')} → ${after.join(' ')} MB`,
    )
  }, 120_000)
})
