import { compose } from '@lgc/composition'
import { instant } from '@lgc/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import {
  type World,
  addClient,
  addPerson,
  issueCode,
  openWorld,
  signIn,
  testCaller,
  testPassword,
  testSettings,
} from '../support/world.ts'

const half = 30
const hour = 3600

describe.each(databases)('processes whose clocks differ, on $name,', ({ create }) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(create)
  })
  afterAll(() => world.close())

  /** The use cases of a process whose clock is so many seconds off. */
  const coreAt = (seconds: number): Pick<World, 'core'> => ({
    core: compose(world.database, testSettings, () => instant(world.clock.now() + seconds * 1000)),
  })
  const refusalOf = (result: { readonly ok: boolean; readonly refusal?: unknown }): unknown =>
    result.ok ? 'none' : result.refusal

  it('take what another issued half a minute ago or ahead (R189)', async () => {
    const person = await addPerson(world)
    const client = await addClient(world, { codeLifetimeInSeconds: 600 })
    for (const [issuing, taking] of [
      [-half, half],
      [half, -half],
    ] as const) {
      const code = await issueCode(coreAt(issuing), person, client)
      const exchanged = await coreAt(taking).core.exchangeAuthorizationCode(code, testCaller)
      expect(refusalOf(exchanged)).toBe('none')
      const { token } = exchanged.ok ? exchanged.value : { token: '' }
      const checked = await coreAt(issuing).core.checkSession({ token, clientXid: client.xid }, testCaller)
      expect(refusalOf(checked)).toBe('none')
    }
  })

  it('revive nothing when a clock is put back by an hour (R189)', async () => {
    const person = await addPerson(world)
    const client = await addClient(world)
    const { token } = await signIn(world, person, client)
    const code = await issueCode(world, person, client)
    const used = await world.core.exchangeAuthorizationCode(code, testCaller)
    expect(refusalOf(used)).toBe('none')
    const ended = coreAt(25 * hour)
    const over = await ended.core.checkSession({ token, clientXid: client.xid }, testCaller)
    expect(refusalOf(over)).not.toBe('none')
    for (const shift of [-hour, 0, hour]) {
      const { core } = coreAt(shift)
      expect(refusalOf(await core.checkSession({ token, clientXid: client.xid }, testCaller))).not.toBe(
        'none',
      )
      expect(refusalOf(await core.exchangeAuthorizationCode(code, testCaller))).not.toBe('none')
    }
  })

  it('keep a lock that another process set (R189)', async () => {
    const { identity } = await addPerson(world)
    const attempt = { identifier: identity.identifier, clientId: null }
    for (let time = 0; time < 10; time++) {
      await world.core.verifyByPassword({ ...attempt, password: 'a wrong guess' }, testCaller)
    }
    for (const shift of [-hour, -half, half]) {
      const { core } = coreAt(shift)
      const right = await core.verifyByPassword({ ...attempt, password: testPassword }, testCaller)
      expect(refusalOf(right)).toMatchObject({ reason: 'account_locked' })
    }
  })
})
