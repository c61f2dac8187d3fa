import { instant } from '@lgc/kernel'
import { narrow } from '@lgc/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import { type World, addPerson, openWorld } from '../../../tests/support/world.ts'
import { sqlProofs } from '../src/infra/index.ts'

describe.each(databases)('proofs on $name', ({ name, create }) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(create)
  })
  afterAll(() => world.close())

  it.skipIf(name === 'sqlite')('of one person are cancelled while those of another are written', async () => {
    const [one, other] = [await addPerson(world), await addPerson(world)]
    await world.db.transaction().execute(async (trx) => {
      const at = instant(world.clock.now() + 1)
      expect(await sqlProofs(narrow(trx)).noteRequest(one.identity.xid, 'email_verification', at)).toBe(true)
      await sqlProofs(world.anotherPool()).cancelOf(other.person.xid, 'email_verification')
    })
    const left = await world.db.selectFrom('person_proofs').select('identifier').execute()
    expect(left).toEqual([{ identifier: one.identity.identifier }])
  })
})
