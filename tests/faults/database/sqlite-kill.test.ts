import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Tables, compose } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { open } from '@lgc/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../../../apps/bundle.ts'
import { databases } from '../../support/databases.ts'
import { extent } from '../../support/extent.ts'
import { violationsIn as damageIn } from '../../support/invariants.ts'
import { type ApiProcess, environmentFor, startApi } from '../../support/processes.ts'
import { faultsIn, figuresOf, violationsIn } from '../../support/workload-checker.ts'
import { prepareLoad, startLoad } from '../../support/workload.ts'
import { testSettings } from '../../support/world.ts'

const kills = extent(4, 100)
const cache = join(import.meta.dirname, '../../../node_modules/.cache')

describe.each(databases.filter(({ name }) => name === 'sqlite'))(
  'an embedded database whose writers are killed, on $name',
  ({ create }) => {
    /** Where packages from npm are found; starting a bundle takes a quarter of the time. */
    let folder: string
    beforeAll(async () => {
      await mkdir(cache, { recursive: true })
      folder = await mkdtemp(join(cache, 'lgc-api-'))
      await bundle({ api: join(import.meta.dirname, '../../../apps/api/src/main.ts') }, folder, {
        logLevel: 'warning',
      })
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    it('is whole and has all that was acknowledged, by two processes that write at once', async () => {
      const fresh = await create()
      const database = open<Tables>(fresh.url)
      await migrate(database)
      const start = (): Promise<ApiProcess> => startApi(environmentFor(fresh.url), [join(folder, 'api.js')])
      const processes = await Promise.all([start(), start()])
      let turns = 0
      const next = (): ApiProcess => processes[turns++ % 2 === 0 ? 0 : 1]
      const core = compose(database, testSettings)
      const products = await prepareLoad({ core })
      const load = startLoad({ next, products, workers: 6 })
      const replace = async (index: 0 | 1): Promise<void> => {
        processes[index].signal('SIGKILL')
        await processes[index].ended
        processes[index] = await start()
      }
      // When one of two dies the other still knows what the log of the file holds; when both do, the next has to read it.
      for (let round = 0; round < kills; round++) {
        await pause(100 + Math.random() * 300)
        await (round % 2 === 0 ? Promise.all([replace(0), replace(1)]) : replace(round % 4 === 1 ? 0 : 1))
      }
      const journal = await load.stop()
      await Promise.all(processes.map((one) => one.stop()))
      expect(violationsIn(journal)).toEqual([])
      expect(faultsIn(journal).filter((fault) => !fault.endsWith('no answer'))).toEqual([])
      expect(await damageIn({ database, core })).toEqual([])
      expect(figuresOf(journal).acknowledgedWrites).toBeGreaterThan(kills)
      console.log(`SQLite, writers killed ${kills} times: ${JSON.stringify(figuresOf(journal))}`)
      await database.db.destroy()
      await fresh.drop()
    }, 600_000)
  },
)
