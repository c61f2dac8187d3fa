import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { addRows, sealedXids, sealingOf } from '../support/sealing.ts'
import { type World, openWorld } from '../support/world.ts'
import { runChild } from './child.ts'

const sealChild = new URL('./seal-child.ts', import.meta.url)
/** More than one statement can take. */
const rowsEachTime = 260
const timeout = 180_000
/** Longer than the lease of a sealer that died. */
const untilLeaseEndsInSeconds = 61

describe.each(databases)('the sealer on $name', ({ create }) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(create)
  })
  afterAll(() => world.close())

  it(
    'that is killed after any of its statements leaves a chain that verifies, and another carries on',
    async () => {
      let written = 0
      let survivedAt: number | undefined
      for (let statements = 0; survivedAt === undefined; statements++) {
        const madeAt = world.clock.now()
        await addRows(world, rowsEachTime, (index) => ({ created_at: madeAt + index }))
        written += rowsEachTime
        world.clock.pass(untilLeaseEndsInSeconds)
        const args = [world.url, world.clock.now(), statements].map(String)
        const { signal, errors } = await runChild(sealChild, args)
        if (signal === null) survivedAt = statements
        expect(errors).toBe('')
        expect((await sealingOf(world).verify(null)).findings, `after ${statements}`).toEqual([])
        const { rows } = await sealingOf(world).verify(null)
        expect((await sealedXids(world)).length, `after ${statements}`).toBe(rows)
      }
      world.clock.pass(untilLeaseEndsInSeconds)
      await sealingOf(world).seal()
      expect(await sealingOf(world).verify(null)).toMatchObject({ findings: [], rows: written })
      // Take the lease, find what is new and the head, add the seal and its rows, release.
      expect(survivedAt).toBeGreaterThan(8)
    },
    timeout,
  )
})
