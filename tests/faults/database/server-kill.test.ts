import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mysqlOn } from '../../support/databases.ts'
import { extent } from '../../support/extent.ts'
import { violationsIn as damageIn } from '../../support/invariants.ts'
import { type MariaDb, durably, mariaDbVersion, startMariaDb } from '../../support/mariadb.ts'
import { type Fleet, openFleet } from '../../support/processes.ts'
import { faultsIn, figuresOf, violationsIn } from '../../support/workload-checker.ts'
import { prepareLoad, startLoad } from '../../support/workload.ts'
import { untilWritten } from './until-written.ts'

const kills = extent(3, 20)

describe.skipIf(mariaDbVersion() === undefined)('a database killed under write load', () => {
  let server: MariaDb
  let fleet: Fleet
  beforeAll(async () => {
    server = await startMariaDb(durably)
    fleet = await openFleet(mysqlOn(server.url).create)
  })
  afterAll(async () => {
    await fleet.close()
    await server.stop()
  })

  it('loses nothing that was acknowledged, and is used again at once', async () => {
    const products = await prepareLoad(fleet)
    const load = startLoad({ next: fleet.next, products, workers: 8 })
    const recoveries: number[] = []
    for (let round = 0; round < kills; round++) {
      await pause(300 + Math.random() * 700)
      await server.kill()
      await pause(Math.random() * 1000)
      await server.restart()
      recoveries.push(await untilWritten(load, performance.now()))
    }
    const journal = await load.stop()
    expect(violationsIn(journal)).toEqual([])
    expect(faultsIn(journal)).toEqual([])
    expect(await damageIn(fleet)).toEqual([])
    expect(Math.max(...recoveries)).toBeLessThan(5000)
    const figures = figuresOf(journal)
    expect(figures.acknowledgedWrites).toBeGreaterThan(kills * 10)
    expect(figures.unavailable).toBeGreaterThan(kills)
    const ready = await Promise.all(fleet.processes.map((one) => one.call('/health/ready')))
    expect(ready.map(({ status }) => status)).toEqual([200, 200])
    console.log(
      `database killed ${kills} times: recovery ${Math.max(...recoveries)} ms at most, ${JSON.stringify(figures)}`,
    )
  }, 240_000)
})
