import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { isUnavailable, open } from '@lgc/sql'
import { type Kysely, sql } from 'kysely'
import { createConnection } from 'mysql2/promise'
import { describe, expect, it } from 'vitest'
import { databases } from '../../support/databases.ts'
import { type ApiProcess, type Reply, openFleet, tallyOf } from '../../support/processes.ts'
import { testPassword } from '../../support/signing-in.ts'
import { faultsIn, figuresOf, violationsIn } from '../../support/workload-checker.ts'
import { prepareLoad, startLoad } from '../../support/workload.ts'
import { freshName } from '../../support/world.ts'
import { latenessInMilliseconds } from './lateness.ts'

const requests = 200

type Timed = { readonly reply: Reply; readonly milliseconds: number }

async function register(service: ApiProcess, agent: Agent): Promise<Timed> {
  const identity = {
    type: 'email',
    identifier: `${freshName('person')}@example.com`,
    challenge: testPassword,
  }
  const startedAt = performance.now()
  const reply = await service.call('/persons', { agent, json: { name_display: 'Ada', identity } })
  return { reply, milliseconds: performance.now() - startedAt }
}

const repliesOf = (answers: readonly Timed[]): readonly Reply[] => answers.map(({ reply }) => reply)

describe.each(databases.filter(({ name }) => name === 'mysql'))('a small pool, on $name', ({ create }) => {
  it('lets 200 requests wait a second for five connections, and says 503 to those that get none', async () => {
    const fleet = await openFleet(create, { DATABASE_POOL_SIZE: '5' })
    const [service] = fleet.processes
    const agent = new Agent({ keepAlive: true, maxSockets: requests })
    const operator = await createConnection(fleet.url)
    await operator.query('lock tables persons write')
    const held = await Promise.all(Array.from({ length: requests }, () => register(service, agent)))
    await operator.query('unlock tables')
    await operator.end()

    expect(tallyOf(repliesOf(held))).toEqual({ '503 database_unavailable': requests })
    expect(held.filter(({ reply }) => reply.headers['retry-after'] === undefined)).toEqual([])
    const times = held.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other)
    expect(times[requests - 6]).toBeLessThan(1000 + latenessInMilliseconds)
    expect(times.at(-1)).toBeLessThan(3000 + latenessInMilliseconds)
    const after: Timed[] = []
    for (let made = 0; made < 10; made++) after.push(await register(service, agent))
    expect(tallyOf(repliesOf(after))).toEqual({ '201': 10 })
    const [half, last] = [times[requests / 2], times.at(-1)].map((one) => Math.round(one ?? 0))
    console.log(
      `pool of 5, ${requests} requests at once: refused after ${half} ms, the last after ${last} ms`,
    )
    agent.destroy()
    await fleet.close()
  }, 60_000)

  it('is enough with one connection, because nothing asks for a second while it has one', async () => {
    const fleet = await openFleet(create, { DATABASE_POOL_SIZE: '1' })
    const products = await prepareLoad(fleet)
    const load = startLoad({ next: fleet.next, products, workers: 4 })
    await pause(1500)
    const journal = await load.stop()
    expect(violationsIn(journal)).toEqual([])
    expect(faultsIn(journal)).toEqual([])
    expect(figuresOf(journal)).toMatchObject({ unavailable: 0, unanswered: 0 })
    await fleet.close()
  }, 60_000)

  type Notes = { notes: { id: number } }

  async function pendingIn(db: Kysely<Notes>): Promise<unknown> {
    const { rows } = await sql<{ sleeping: unknown; open: unknown }>`
      select (select count(*) from information_schema.processlist where info like 'select id, sleep(30)%') as sleeping,
        (select count(*) from information_schema.innodb_trx where trx_mysql_thread_id = connection_id()) as open
    `.execute(db)
    return rows[0]
  }

  it('has a statement of 30 seconds stopped by the server, and its connection clean', async () => {
    const fresh = await create()
    const { db } = open<Notes>(fresh.url, { connections: 1 })
    await sql`create table notes (id integer primary key)`.execute(db)
    const startedAt = performance.now()
    const slow = db.transaction().execute(async (trx) => {
      await trx.insertInto('notes').values({ id: 1 }).execute()
      await sql`select id, sleep(30) from notes`.execute(trx)
    })
    const error = await slow.then(String, (cause: unknown) => cause)
    expect(isUnavailable(error), String(error)).toBe(true)
    expect(performance.now() - startedAt).toBeLessThan(2500)
    expect(await db.selectFrom('notes').select('id').execute()).toEqual([])
    expect(await pendingIn(db)).toEqual({ sleeping: 0, open: 0 })
    await db.destroy()
    await fresh.drop()
  }, 20_000)
})
