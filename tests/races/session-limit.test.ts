import { afterEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import {
  type World,
  addPerson,
  openWorld,
  testCaller,
  testPassword,
  testSettings,
  valueOf,
} from '../support/world.ts'

describe.each(databases)('a limit of five login sessions, on $name', ({ create }) => {
  let world: World | undefined
  afterEach(() => world?.close())

  const liveLogins = async ({ db }: World): Promise<readonly string[]> => {
    const rows = await db
      .selectFrom('sessions')
      .select('xid')
      .where('client_id', 'is', null)
      .orderBy('id')
      .execute()
    return rows.map(({ xid }) => xid)
  }

  it.each([
    ['one after another', 7, 1],
    ['twenty at once', 20, 20],
  ])('leaves five of those begun %s', async (_, times, atATime) => {
    world = await openWorld(create, { ...testSettings, loginSessionLimit: 5 })
    const { core } = world
    const { identity } = await addPerson(world)
    const attempt = { identifier: identity.identifier, password: testPassword, clientId: null }
    const { verificationToken } = valueOf(await core.verifyByPassword(attempt, testCaller))
    const begin = async (): Promise<string> =>
      valueOf(await core.createLoginSession({ verificationToken, loginToken: null }, testCaller)).session.xid
    const begun: string[] = []
    for (let done = 0; done < times; done += atATime) {
      begun.push(...(await Promise.all(Array.from({ length: atATime }, begin))))
    }
    const live = await liveLogins(world)
    expect(live).toHaveLength(5)
    if (atATime === 1) expect(live).toEqual(begun.slice(-5))
  })
})
