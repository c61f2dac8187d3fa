import { compose } from '@lgc/composition'
import { instant } from '@lgc/kernel'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { sealedXids, sealingOf, writeTrail } from '../support/sealing.ts'
import { type World, openWorld, testSettings } from '../support/world.ts'

const writers = 8
const writesOfEach = 25
const timeout = 60_000

describe.each(databases)('sealing on $name', ({ create }) => {
  let world: World
  beforeEach(async () => {
    world = await openWorld(create)
  })
  afterEach(() => world.close())

  /** A process of its own, whose clock is ahead: what was just written counts as settled. */
  const another = () => {
    const ahead = (): ReturnType<typeof instant> => instant(world.clock.now() + 5001)
    return compose({ ...world.database, db: world.anotherPool() }, testSettings, ahead)
  }

  it(
    'by two at once while eight write gives every row one place in one order',
    async () => {
      const sealers = [another(), another()]
      let isWriting = true
      const write = async (): Promise<void> => {
        for (let i = 0; i < writesOfEach; i++) {
          await writeTrail(world, async ({ record, report }) => {
            await record({ action: 'thing.changed', target: { type: 'thing', xid: world.core.newXid() } })
            await report({ event: 'thing.refused' })
          })
          world.clock.pass(0.001)
        }
      }
      const sealAll = async (core: World['core']): Promise<void> => {
        while (isWriting) await sealingOf({ core }).seal()
      }
      const sealing = Promise.all(sealers.map(sealAll))
      await Promise.all(Array.from({ length: writers }, write))
      isWriting = false
      await sealing
      const [sealer] = sealers
      if (sealer) await sealingOf({ core: sealer }).seal()

      const verified = await sealingOf(world).verify(null)
      expect(verified).toMatchObject({ findings: [], rows: 2 * writers * writesOfEach })
      for (const log of ['audit_log', 'security_log'] as const) {
        const xids = await sealedXids(world, log)
        const written = await world.db.selectFrom(log).select('xid').execute()
        expect(xids.toSorted()).toEqual(written.map(({ xid }) => xid).toSorted())
      }
    },
    timeout,
  )

  it('is done once when two start together', async () => {
    for (let i = 0; i < 20; i++) {
      await writeTrail(world, ({ report }) => report({ event: 'thing.refused' }))
    }
    const sealed = await Promise.all([another(), another()].map((core) => sealingOf({ core }).seal()))
    expect(sealed.map(({ rows }) => rows).reduce((sum, rows) => sum + rows)).toBe(20)
    expect((await sealingOf(world).verify(null)).findings).toEqual([])
  })
})
