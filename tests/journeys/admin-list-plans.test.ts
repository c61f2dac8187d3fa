import { sqlConsentList, sqlSessionList } from '@lgc/authentication/infra'
import { sqlGrantList } from '@lgc/client/infra'
import { narrow } from '@lgc/sql'
import { describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { addPeopleOfClient } from '../support/people-of-client.ts'
import { plansOf } from '../support/plans.ts'
import { type World, addClient, addPerson, openWorld } from '../support/world.ts'

const people = 300

describe.each(databases.filter(({ name }) => name === 'mysql'))(
  'what belongs to a client, on $name',
  (on) => {
    it('is listed in pages that are cut by keys alone', async () => {
      const world = await openWorld(on.create)
      const who = await addPerson(world)
      const client = await fill(world)
      const of = { clientXid: client.xid }
      const asked = await plansOf(world.db, async (db) => {
        for (const after of [null, [who.person.xid]]) {
          await sqlSessionList(narrow(db))(of, { limit: 2, after })
          await sqlConsentList(narrow(db))(of, { limit: 2, after })
          for (const includesRevoked of [true, false]) {
            await sqlGrantList(narrow(db))({ of, includesRevoked }, { limit: 2, after })
          }
        }
      })
      expect(asked).toHaveLength(8)
      for (const plan of asked) expect(plan.faults, plan.said).toEqual([])
      await world.close()
    })
  },
)

/** So many rows of each kind that no plan begins with all of them. */
async function fill(world: World) {
  const { db, core, clock } = world
  for (let times = 0; times < 30; times++) await addClient(world)
  const client = await addClient(world)
  const { newXid } = core
  await addPeopleOfClient(db, { clientXid: client.xid, count: people, newXid, at: clock.now() })
  return client
}
