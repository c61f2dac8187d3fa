import { type Core, type Tables, compose } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { type Database, open } from '@lgc/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, databases } from '../../support/databases.ts'
import { extent } from '../../support/extent.ts'
import { type ProcessClock, hasFaketime, newProcessClock } from '../../support/faketime.ts'
import { violationsIn } from '../../support/invariants.ts'
import { environmentFor } from '../../support/processes.ts'
import { type Revivable, startRevivable } from '../../support/revivable.ts'
import { testSettings } from '../../support/world.ts'
import { type Thing, type Things, liveAmong, openThings } from './things.ts'

const hour = 3600
/** Everything that runs by the clock, as often as it can. */
const background = { LGC_SWEEP_SECONDS: '1', LGC_DISPATCH_SECONDS: '1', LGC_AUDIT_SEAL_SECONDS: '1' }
/** What is dated further back than the seals reach is named as put in (ADR 0016). */
const isDatedBack = (violation: string): boolean =>
  violation.startsWith('the chain of the record: row_added ')

describe.skipIf(!hasFaketime()).each(databases.slice(extent(-1, 0)))(
  'a process whose clock is set, on $name,',
  ({ create }) => {
    let fresh: FreshDatabase
    let database: Database<Tables>
    let core: Core
    let clock: ProcessClock
    let set: Revivable
    let steady: Revivable
    let things: Things

    beforeAll(async () => {
      fresh = await create()
      database = open<Tables>(fresh.url)
      await migrate(database)
      core = compose(database, testSettings)
      clock = await newProcessClock()
      const environment = { ...environmentFor(fresh.url), ...background }
      ;[set, steady] = await Promise.all([
        startRevivable({ ...environment, ...clock.environment }),
        startRevivable(environment),
      ])
      things = await openThings({ core, database })
    })
    afterAll(async () => {
      await Promise.all([set.stop(), steady.stop()])
      await clock.drop()
      await database.db.destroy()
      await fresh.drop()
    })

    it.each([
      ['ahead', hour],
      ['back', -hour],
    ])(
      'an hour %s and right again, revives nothing, ends nothing early and goes on',
      {
        timeout: 120_000,
      },
      async (_, ahead) => {
        const dead = await things.dead(steady)
        const live = await things.live(steady)
        const check = async (when: string): Promise<void> => {
          for (const [who, at] of Object.entries({ set, steady })) {
            expect(await liveAmong(dead, at), `${who} ${when}`).toEqual([])
            expect(await liveAmong(live, at), `${who} ${when}`).toEqual(live.map(({ name }: Thing) => name))
            expect(await things.signInAt(at), `${who} ${when}`).toEqual([201, 200])
          }
        }
        await check('before')
        clock.setAhead(ahead)
        await check('when it is wrong')
        await set.killAndRevive()
        await check('when it was killed and is wrong still')
        const { refresh } = await things.newTokens(set)
        clock.setAhead(0)
        await check('when it is right again')
        expect((await things.refresh(steady, refresh)).status).toBe(200)
        await set.killAndRevive()
        await check('when it was killed and is right')
        expect(things.broken).toEqual([])
        const violations = await violationsIn({ database, core })
        expect(violations.filter((one) => ahead > 0 || !isDatedBack(one))).toEqual([])
      },
    )
  },
)
