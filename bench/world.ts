import { type Core, type Tables, compose } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { open } from '@lgc/sql'
import { type BenchDatabase, type DatabaseName, startDatabase } from './databases.ts'
import type { Generator } from './load/generator-process.ts'
import type { Programs } from './processes/programs.ts'
import { type ServerProcess, startServer } from './processes/server-process.ts'
import { seedAuditRows } from './seed/audit-rows.ts'
import { type SeededClient, benchCaller, seedClient } from './seed/client.ts'
import { type Filler, openFiller } from './seed/filler.ts'
import { seedPersons } from './seed/persons.ts'
import { seedSessions } from './seed/sessions.ts'
import { type ServerName, startOf } from './servers.ts'
import { benchConfig } from './settings.ts'
import type { Size } from './size.ts'

/** What outlives the databases: the programs, and who asks them. */
export type Workshop = { readonly size: Size; readonly programs: Programs; readonly generator: Generator }

/** A database with something in it, and the servers that work on it. */
export type World = Workshop & {
  readonly database: BenchDatabase
  readonly core: Core
  readonly filler: Filler
  readonly client: SeededClient
  readonly apiKey: string
  /** Started when it is asked for the first time. */
  readonly server: (name: ServerName) => Promise<ServerProcess>
  readonly close: () => Promise<void>
}

export async function openWorld(name: DatabaseName, workshop: Workshop): Promise<World> {
  const database = await startDatabase(name)
  try {
    return await fill(database, workshop)
  } catch (cause) {
    await database.close()
    throw cause
  }
}

async function fill(database: BenchDatabase, workshop: Workshop): Promise<World> {
  const { size } = workshop
  const own = open<Tables>(database.url, { statementTimeoutInMilliseconds: 600_000 })
  await migrate(own)
  const core = compose(own, benchConfig(database.url))
  await core.checkKeys()
  const filler = await openFiller(database.url)
  const client = await seedClient(core, filler)
  await seedPersons(filler, size.persons, client.row)
  await seedSessions(filler, size.sessions, { clientRow: client.row, persons: size.persons })
  await seedAuditRows(filler, size.auditRows)
  const order = { clientId: client.clientId, name: 'bench', role: 'service', expiresAt: null } as const
  const key = await core.createApiKey(order, benchCaller)
  if (!key.ok) throw new Error(`the key was refused: ${JSON.stringify(key.refusal)}`)
  const servers = new Map<ServerName, Promise<ServerProcess>>()
  return {
    ...workshop,
    database,
    core,
    filler,
    client,
    apiKey: key.value.key,
    server(called) {
      const started = servers.get(called) ?? startOf(called, database, workshop.programs).then(startServer)
      servers.set(called, started)
      return started
    },
    async close() {
      for (const started of servers.values()) await started.then((one) => one.stop())
      await filler.close()
      await own.db.destroy()
      await database.close()
    },
  }
}
