import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { TestDatabase } from '../../support/databases.ts'
import { mysqlOn } from '../../support/databases.ts'
import { extent } from '../../support/extent.ts'
import { violationsIn as damageIn } from '../../support/invariants.ts'
import { durably, mariaDbVersion, startMariaDb } from '../../support/mariadb.ts'
import { openFleet } from '../../support/processes.ts'
import { faultsIn, figuresOf, violationsIn } from '../../support/workload-checker.ts'
import { prepareLoad, startLoad } from '../../support/workload.ts'
import { untilWritten } from './until-written.ts'

const canMount = process.getuid?.() === 0
if (!canMount) console.warn('a full disk: not run (to mount one takes root)')

/** A disk of its own, in memory, that a test can fill. */
type Disk = {
  readonly folder: string
  readonly fill: () => Promise<void>
  readonly free: () => Promise<void>
}

const disks: string[] = []
/** What runs on the disks, and ends before them, however the test does. */
const running: (() => Promise<unknown>)[] = []

function mountDisk(megabytes: number): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'lgc-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  disks.push(folder)
  chmodSync(folder, 0o777)
  const ballast = join(folder, 'ballast')
  return {
    folder,
    async fill() {
      const file = await open(ballast, 'a')
      try {
        for (;;) {
          const { bavail, bsize } = statfsSync(folder)
          await file.write(Buffer.alloc(Math.max(bsize, Math.min(1_048_576, bavail * bsize))))
        }
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'ENOSPC') throw error
      } finally {
        await file.close()
      }
    },
    free: () => rm(ballast, { force: true }),
  }
}

type Prepared = { readonly create: TestDatabase['create']; readonly stop: () => Promise<void> }

async function sqliteOn({ folder }: Disk): Promise<Prepared> {
  const url = `sqlite:${join(folder, 'lgc.db')}`
  return { create: async () => ({ url, drop: async () => {} }), stop: async () => {} }
}

async function mariaDbOn({ folder }: Disk): Promise<Prepared> {
  const server = await startMariaDb([...durably, '--innodb-temp-data-file-path=ibtmp1:4M:autoextend'], folder)
  return { create: mysqlOn(server.url).create, stop: server.stop }
}

describe.skipIf(!canMount)('a disk that is full', () => {
  afterEach(async () => {
    for (const stop of running.splice(0).reverse()) await stop()
    for (const folder of disks.splice(0)) {
      execFileSync('umount', ['--lazy', folder])
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it.each([
    ['SQLite', 64, sqliteOn, true],
    ['MariaDB', 160, mariaDbOn, mariaDbVersion() !== undefined],
  ] as const)(
    'is said with 503 and loses nothing, and %s goes on when there is space again',
    async (...given) => {
      const [name, megabytes, prepare, isThere] = given
      if (!isThere) return console.warn(`${name}: not run`)
      const disk = mountDisk(megabytes)
      const database = await prepare(disk)
      running.push(database.stop)
      const fleet = await openFleet(database.create)
      running.push(fleet.close)
      const load = startLoad({ next: fleet.next, products: await prepareLoad(fleet), workers: 6 })
      await pause(1000)
      await disk.fill()
      const filledAt = performance.now()
      const refused = (): boolean => figuresOf(load.journal).unavailable > 20
      while (!refused() && performance.now() < filledAt + 30_000) await pause(50)
      await pause(extent(1000, 10_000))
      await disk.free()
      const recovery = await untilWritten(load, performance.now())
      await pause(500)
      const journal = await load.stop()
      const figures = figuresOf(journal)
      console.log(
        `disk of ${name} full: writes ${recovery} ms after there was space, ${JSON.stringify(figures)}`,
      )
      expect(violationsIn(journal)).toEqual([])
      expect(faultsIn(journal)).toEqual([])
      expect(await damageIn(fleet)).toEqual([])
      expect(figures.unavailable).toBeGreaterThan(20)
      expect(recovery).toBeLessThan(5000)
    },
    120_000,
  )
})
