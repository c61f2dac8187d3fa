import { setTimeout as pause } from 'node:timers/promises'
import { type Tables, compose } from '@lgc/composition'
import { migrate, statusOf } from '@lgc/migrations'
import { type Database, open } from '@lgc/sql'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FreshDatabase, databases } from '../../support/databases.ts'
import { extent } from '../../support/extent.ts'
import { violationsIn as breachesIn } from '../../support/invariants.ts'
import { environmentFor } from '../../support/processes.ts'
import { type Revivable, startRevivable } from '../../support/revivable.ts'
import { faultsIn, figuresOf, violationsIn } from '../../support/workload-checker.ts'
import { prepareLoad, startLoad } from '../../support/workload.ts'
import { addPerson, testSettings } from '../../support/world.ts'
import { runChild } from '../child.ts'
import { laterPlan } from './later-plan.ts'
import { fillSessions } from './many-sessions.ts'

const laterChild = new URL('./later-child.ts', import.meta.url)
const perSecond = 60
/** 503 with `Retry-After` is what a loaded machine says when much waits. */
const unavailableShare = extent(0.05, 0.01)
/** Only where they can be made in one statement, and only in the whole of it. */
const sessions = extent(0, 1_000_000)
const slowestInMilliseconds = extent(Infinity, 5000)
const timeout = extent(120_000, 600_000)

describe.each(databases)('the migration of the next version, on $name,', ({ create }) => {
  let fresh: FreshDatabase
  let database: Database<Tables>
  let core: ReturnType<typeof compose>
  let processes: readonly [Revivable, Revivable]
  beforeEach(async () => {
    fresh = await create()
    database = open<Tables>(fresh.url, { statementTimeoutInMilliseconds: 600_000 })
    await migrate(database)
    core = compose(database, testSettings)
    const start = (): Promise<Revivable> => startRevivable(environmentFor(fresh.url))
    processes = await Promise.all([start(), start()])
  })
  afterEach(async () => {
    await Promise.all(processes.map((one) => one.stop()))
    await database.db.destroy()
    await fresh.drop()
  })

  it('is killed midway and carried on while this version serves, which does not notice', {
    timeout,
  }, async () => {
    const products = await prepareLoad({ core })
    const person = await addPerson({ core })
    const filled = await fillSessions(database, person.person.xid, sessions)
    let turn = 0
    const load = startLoad({
      next: () => processes[turn++ % 2 === 0 ? 0 : 1],
      products,
      workers: 8,
      perSecond,
    })
    await pause(500)
    const plan = laterPlan(database.dialect)
    const before = load.journal.length
    const { signal } = await runChild(laterChild, [fresh.url, '14'])
    expect(signal).toBe('SIGKILL')
    expect((await statusOf(database, plan)).at(-1)).toMatchObject({ state: 'begun' })
    await sql`update schema_lock set expires_at = 0`.execute(database.db)
    const startedAt = performance.now()
    expect(await migrate(database, plan)).toEqual(['9000-later'])
    const took = performance.now() - startedAt
    expect((await statusOf(database, plan)).at(-1)).toMatchObject({ state: 'applied' })
    const during = load.journal.length - before

    // As after a way back: this version is started on the schema of the next.
    const returned = await startRevivable(environmentFor(fresh.url))
    expect((await returned.call('/health/ready')).status).toBe(200)
    await returned.stop()
    const journal = await load.stop()
    const figures = figuresOf(journal)
    console.log(
      `next version: ${filled} sessions there, migrated in ${took.toFixed(0)} ms with ${during} requests meanwhile, slowest ${figures.slowestInMilliseconds} ms`,
    )
    expect(violationsIn(journal)).toEqual([])
    expect(faultsIn(journal)).toEqual([])
    expect(figures.unavailable).toBeLessThanOrEqual(journal.length * unavailableShare)
    expect(figures.slowestInMilliseconds).toBeLessThan(slowestInMilliseconds)
    if (filled === 0) expect(await breachesIn({ database, core })).toEqual([])
  })
})
