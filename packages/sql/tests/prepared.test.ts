import { type Instant, instant } from '@lgc/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import { type World, freshName, openWorld } from '../../../tests/support/world.ts'
import { isUniqueViolation } from '../src/index.ts'

const manyTimes = Array.from({ length: 120 }, (_, time) => time)

/** On a server they are prepared after a while, and speak another protocol from then on. */
describe.each(databases)('a statement that is sent again and again on $name', ({ create }) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(create)
  })
  afterAll(() => world.close())

  const realm = (number: number) => {
    const name = freshName('realm')
    return { xid: name.padEnd(20, '0'), name, created_at: instant(1_795_351_218_000 + number) }
  }
  const add = async (number: number): Promise<string> => {
    const row = realm(number)
    await world.db
      .insertInto('realms')
      .values(row as never)
      .execute()
    return row.name
  }

  it('answers the same each time, as numbers, text and null', async () => {
    const name = await add(233)
    const answers = []
    for (const _ of manyTimes) {
      const row = await world.db
        .selectFrom('realms')
        .leftJoin('clients', 'clients.realm_id', 'realms.id')
        .select(['realms.name', 'realms.created_at', 'clients.name as client'])
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('realms.created_at', '=', instant(1_795_351_218_233))
        .groupBy(['realms.name', 'realms.created_at', 'clients.name'])
        .limit(1)
        .executeTakeFirst()
      answers.push(JSON.stringify(row))
    }
    const expected = { name, created_at: 1_795_351_218_233, client: null, count: 1 }
    expect(new Set(answers)).toEqual(new Set([JSON.stringify(expected)]))
  })

  it('changes exactly what it says each time, and tells how much that was', async () => {
    const name = await add(1)
    const counts = []
    for (const time of manyTimes) {
      const { numUpdatedRows } = await world.db
        .updateTable('realms')
        .set({ created_at: instant(1_795_351_300_000 + time) as Instant })
        .where('name', '=', name)
        .where('created_at', '<', instant(1_795_351_300_000 + Math.floor(time / 2) * 2))
        .executeTakeFirst()
      counts.push(Number(numUpdatedRows))
    }
    expect(counts).toEqual(manyTimes.map((time) => (time % 2 === 0 ? 1 : 0)))
  })

  it('is refused in the same way each time', async () => {
    const name = await add(2)
    const refusals = []
    for (const time of manyTimes) {
      const row = { ...realm(time), name }
      const refusal = world.db
        .insertInto('realms')
        .values(row as never)
        .execute()
        .catch(isUniqueViolation)
      refusals.push(await refusal)
    }
    expect(new Set(refusals)).toEqual(new Set([true]))
  })
})
