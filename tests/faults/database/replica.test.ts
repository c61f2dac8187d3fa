import { setTimeout as pause } from 'node:timers/promises'
import { isUnavailable, open } from '@lgc/sql'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { extent } from '../../support/extent.ts'
import { violationsIn as damageIn } from '../../support/invariants.ts'
import { mariaDbVersion } from '../../support/mariadb.ts'
import { type Fleet, openFleet } from '../../support/processes.ts'
import { type Replicated, startReplicated } from '../../support/replicated-mariadb.ts'
import { type Journal, faultsIn, figuresOf, violationsIn } from '../../support/workload-checker.ts'
import { prepareLoad, startLoad } from '../../support/workload.ts'
import { untilWritten } from './until-written.ts'

describe.skipIf(mariaDbVersion() === undefined)('a primary that turned read-only', () => {
  let servers: Replicated
  beforeEach(async () => {
    servers = await startReplicated()
  })
  afterEach(() => servers.stop())

  it('is left by every connection, whether it wrote there or not', async () => {
    const { url } = await servers.create()
    const { db } = open(url, { connections: 3 })
    const connections = async (): Promise<readonly unknown[]> => {
      const asked = [1, 2, 3].map(() =>
        sql<{ id: number }>`select connection_id() as id, sleep(0.2)`.execute(db),
      )
      return (await Promise.all(asked)).map(({ rows }) => rows[0]?.id)
    }
    await sql`create table notes (id integer primary key)`.execute(db)
    const before = await connections()
    await servers.retire()
    const refused = await sql`insert into notes (id) values (1)`.execute(db).catch((error: unknown) => error)
    expect([isUnavailable(refused), (refused as { errno?: unknown }).errno]).toEqual([true, 1290])
    const after = await connections()
    expect(new Set([...before, ...after]).size).toBe(6)
    await servers.promote()
    // Nobody has been told of the promotion: these connections lead to the old primary still.
    await sql`insert into notes (id) values (1)`.execute(db).catch(() => {})
    await sql`insert into notes (id) values (1)`.execute(db)
    await db.destroy()
  }, 60_000)
})

describe.skipIf(mariaDbVersion() === undefined)('a replica that takes over under load', () => {
  let servers: Replicated
  let fleet: Fleet
  beforeEach(async () => {
    servers = await startReplicated()
    fleet = await openFleet(servers.create)
  })
  afterEach(async () => {
    await fleet.close()
    await servers.stop()
  })

  /** Milliseconds from the promotion to the next write, and what everybody was answered. */
  async function failOver(endPrimary: () => Promise<void>): Promise<readonly [number, Journal]> {
    const products = await prepareLoad(fleet)
    const load = startLoad({ next: fleet.next, products, workers: 8 })
    await pause(extent(1500, 10_000))
    await endPrimary()
    await pause(300)
    await servers.promote()
    const recovery = await untilWritten(load, performance.now())
    await Promise.all(fleet.processes.map((one) => one.call('/health/ready')))
    await pause(extent(1500, 10_000))
    return [recovery, await load.stop()]
  }

  it.each<[string, () => Promise<void>]>([
    ['turns read-only', () => servers.retire()],
    ['is killed', () => servers.primary.kill()],
  ])(
    'loses nothing that was acknowledged when the primary %s',
    async (what, endPrimary) => {
      const [recovery, journal] = await failOver(endPrimary)
      expect(violationsIn(journal)).toEqual([])
      expect(faultsIn(journal)).toEqual([])
      fleet.database.renew()
      expect(await damageIn(fleet)).toEqual([])
      expect(recovery).toBeLessThan(10_000)
      const ready = await Promise.all(fleet.processes.map((one) => one.call('/health/ready')))
      expect(ready.map(({ status }) => status)).toEqual([200, 200])
      console.log(
        `primary ${what}: writes ${recovery} ms after promotion, ${JSON.stringify(figuresOf(journal))}`,
      )
    },
    120_000,
  )
})
