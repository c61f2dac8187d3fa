import { setTimeout as pause } from 'node:timers/promises'
import { type Tables, compose } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import type { RegisteredPerson } from '@lgc/person'
import { type Database, open } from '@lgc/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, type TestDatabase, databases, mysqlOn } from '../../support/databases.ts'
import { extent } from '../../support/extent.ts'
import { violationsIn } from '../../support/invariants.ts'
import { type MariaDb, durably, mariaDbVersion, startMariaDb } from '../../support/mariadb.ts'
import { environmentFor } from '../../support/processes.ts'
import { type Revivable, startRevivable } from '../../support/revivable.ts'
import { addPerson, testSettings } from '../../support/world.ts'
import { contradictionsIn } from './contradictions.ts'
import { exercise } from './exercise.ts'
import { newHistory } from './history.ts'
import { newSessions, newTokens } from './lives.ts'
import { newRecorder } from './recorder.ts'

const operations: Readonly<Record<TestDatabase['name'], number>> = {
  sqlite: extent(5000, 10_000),
  mysql: extent(5000, 100_000),
}
const killedEveryMilliseconds = extent(3000, 12_000)
const timeout = extent(120_000, 900_000)
const isWhole = extent(0, 1) === 1

describe.each(databases)('the tokens of two processes on $name', ({ name, create }) => {
  let server: MariaDb | undefined
  let fresh: FreshDatabase
  let database: Database<Tables>
  let world: { readonly core: ReturnType<typeof compose> }
  let processes: readonly [Revivable, Revivable]
  let person: RegisteredPerson
  beforeAll(async () => {
    // The server that all suites share is not to be killed: the whole of this has one of its own.
    const hasOwn = isWhole && name === 'mysql' && mariaDbVersion() !== undefined
    server = hasOwn ? await startMariaDb(durably) : undefined
    fresh = await (server ? mysqlOn(server.url).create : create)()
    database = open<Tables>(fresh.url)
    await migrate(database)
    world = { core: compose(database, testSettings) }
    person = await addPerson(world)
    const start = (): Promise<Revivable> => startRevivable(environmentFor(fresh.url))
    processes = await Promise.all([start(), start()])
  })
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.stop()))
    await database.db.destroy()
    await fresh.drop()
    await server?.stop()
  })

  /** One after the other, so that each finds what it needs when it comes back. */
  const killByTurns = async (isOver: () => boolean): Promise<number> => {
    const own = server
    const victims = [
      ...processes.map((one) => () => one.killAndRevive()),
      ...(own ? [async () => own.kill().then(() => own.restart())] : []),
    ]
    for (let kills = 0; ; kills++) {
      await pause(killedEveryMilliseconds)
      if (isOver()) return kills
      await victims[kills % victims.length]?.()
    }
  }

  it('are live, then over, and never live again, whoever is asked while one is killed', {
    timeout,
  }, async () => {
    const tools = { world, person, history: newHistory(), recorder: newRecorder() }
    const { history, recorder } = tools
    const kinds = [await newSessions(tools), await newTokens(tools, 'opaque'), await newTokens(tools, 'jwt')]
    let isOver = false
    const startedAt = performance.now()
    const exercised = exercise({ callees: processes, recorder, operations: operations[name], kinds })
    const ended = exercised.finally(() => {
      isOver = true
    })
    const [lives, kills] = await Promise.all([ended, killByTurns(() => isOver)])
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    console.log(
      `linearizability on ${name}: ${recorder.answered()} operations on ${lives} families in ${seconds} s, ${kills} kills, ${JSON.stringify(recorder.tally())}`,
    )
    expect(recorder.unexpected).toEqual([])
    expect(recorder.answered()).toBeGreaterThanOrEqual(operations[name])
    expect(kills).toBeGreaterThan(0)
    expect(contradictionsIn(history)).toEqual([])
    expect(await violationsIn({ database, core: world.core })).toEqual([])
  })

  it('are seen to come back to life where somebody brings them back', async () => {
    const tools = { world, person, history: newHistory(), recorder: newRecorder() }
    const { db } = database
    const [first, second] = processes
    const life = await (await newSessions(tools))(first)
    const newest = db.selectFrom('sessions').selectAll().orderBy('id', 'desc')
    const row = await newest.executeTakeFirstOrThrow()
    await life.checkAll(second)
    await life.act(first, 0)
    await life.checkAll(second)
    expect(contradictionsIn(tools.history)).toEqual([])
    await db
      .insertInto('sessions')
      .values(row as never)
      .execute()
    await life.checkAll(second)
    expect(contradictionsIn(tools.history)).toEqual([expect.stringMatching(/was live .* after it was over/)])
  })
})
