import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../support/databases.ts'
import { type World, addPerson, openWorld, testCaller, testPassword } from '../../support/world.ts'

const attemptsBeforeALock = 10

describe.each(databases)('a sign-in that fails for a fault of ours, on $name', ({ name, create }) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(create)
  })
  afterAll(() => world.close())

  it('is no wrong guess, however often it is tried again', async () => {
    const { identifier } = (await addPerson(world)).identity
    const signIn = () =>
      world.core.verifyByPassword({ identifier, password: testPassword, clientId: null }, testCaller)
    const refusal = name === 'sqlite' ? "select raise(abort, 'full')" : "signal sqlstate '45000'"
    await sql`create trigger full before insert on audit_log for each row
      begin ${sql.raw(refusal)}; end`.execute(world.db)
    for (let attempt = 0; attempt <= attemptsBeforeALock; attempt++) await expect(signIn()).rejects.toThrow()
    await sql`drop trigger full`.execute(world.db)
    expect(await signIn()).toMatchObject({ ok: true })
  }, 30_000)
})
