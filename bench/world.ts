import { type Core, type Tables, compose } from '@lgc/composition'
import { migrate, statusOf } from '@lgc/migrations'
import { open } from '@lgc/sql'
import type { BenchDatabase, DatabaseName } from './databases.ts'
import { startDatabase } from './databases.ts'
import { keptDatabase } from './kept-database.ts'
import type { Generator } from './load/generator-process.ts'
import type { Programs } from './processes/programs.ts'
import { type ServerProcess, startServer } from './processes/server-process.ts'
import { type SeededClient, benchClient } from './seed/client.ts'
import { type Filler, openFiller } from './seed/filler.ts'
import { apiKeys, seedService } from './seed/service.ts'
import { type ServerName, startOf } from './servers.ts'
import { benchConfig } from './settings.ts'
import type { Amounts, Size } from './size.ts'

/** What outlives the databases: the programs, and who asks them. */
export type Workshop = {
  readonly size: Size
  readonly programs: Programs
  readonly generator: Generator
  readonly say: (line: string) => void
}

/** A database with something in it, and the servers that work on it. */
export type World = Workshop & {
  readonly amounts: Amounts
  readonly database: BenchDatabase
  readonly core: Core
  readonly filler: Filler
  readonly client: SeededClient
  readonly apiKeys: typeof apiKeys
  /** Started when it is asked for the first time. */
  readonly server: (name: ServerName) => Promise<ServerProcess>
  /** The one of many rows. */
  readonly large: () => Promise<World>
  readonly close: () => Promise<void>
}

/** An empty database, filled; it is gone afterwards. */
export async function openWorld(name: DatabaseName, workshop: Workshop): Promise<World> {
  const database = await startDatabase(name)
  try {
    await fill(database, workshop.size)
    return await worldOn(database, workshop, workshop.size)
  } catch (cause) {
    await database.close()
    throw cause
  }
}

/** A database of many rows: filled when there is none of this schema yet, and kept for the next run. */
async function openLargeWorld(name: DatabaseName, workshop: Workshop): Promise<World> {
  const { large } = workshop.size
  const database = await keptDatabase(name, large, {
    isUsable: hasThisSchema,
    async fill(empty) {
      const startedAt = performance.now()
      workshop.say(`filling a ${name} of ${large.sessions.toLocaleString('en')} sessions, once …`)
      await fill(empty, large)
      workshop.say(`… filled in ${Math.round((performance.now() - startedAt) / 1000)} s`)
    },
  })
  return worldOn(database, workshop, large)
}

async function hasThisSchema({ url }: BenchDatabase): Promise<boolean> {
  const database = open<Tables>(url)
  const states = await statusOf(database)
  await database.db.destroy()
  return states.every(({ state }) => state === 'applied')
}

async function fill({ url }: BenchDatabase, amounts: Amounts): Promise<void> {
  const database = open<Tables>(url, { statementTimeoutInMilliseconds: 600_000 })
  const filler = await openFiller(url)
  await migrate(database)
  await seedService(compose(database, benchConfig(url)), filler, amounts)
  await filler.close()
  await database.db.destroy()
}

async function worldOn(database: BenchDatabase, workshop: Workshop, amounts: Amounts): Promise<World> {
  const own = open<Tables>(database.url, { statementTimeoutInMilliseconds: 600_000 })
  const filler = await openFiller(database.url)
  const servers = new Map<ServerName, Promise<ServerProcess>>()
  let large: Promise<World> | undefined
  return {
    ...workshop,
    amounts,
    database,
    core: compose(own, benchConfig(database.url)),
    filler,
    client: benchClient,
    apiKeys,
    server(called) {
      const started = servers.get(called) ?? startOf(called, database, workshop.programs).then(startServer)
      servers.set(called, started)
      return started
    },
    large() {
      large ??= openLargeWorld(database.name, workshop)
      return large
    },
    async close() {
      await large?.then((world) => world.close())
      for (const started of servers.values()) await started.then((one) => one.stop())
      await filler.close()
      await own.db.destroy()
      await database.close()
    },
  }
}
