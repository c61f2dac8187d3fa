import { requestJournal } from '@lgc/audit'
import type { Client } from '@lgc/client'
import { type Config, type Core, type Tables, compose } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { type Database, open } from '@lgc/sql'
import { app } from '../apps/api/src/app.ts'
import { type BenchDatabase, type DatabaseName, startDatabase } from './databases.ts'
import { seedAuditRows } from './seed/audit-rows.ts'
import { benchCaller, seedClient } from './seed/client.ts'
import { seedGrants, seedPersons } from './seed/persons.ts'
import { seedSessions } from './seed/sessions.ts'
import { benchConfig } from './settings.ts'
import type { Size } from './size.ts'

/** The whole service in this process, on a database with something in it. */
export type BenchWorld = {
  readonly size: Size
  readonly database: Database<Tables>
  readonly config: Config
  readonly core: Core
  readonly client: Client
  readonly clientSecret: string
  readonly apiKey: string
  readonly fetch: (path: string, request?: RequestInit) => Promise<Response>
  readonly close: () => Promise<void>
}

const clientSecret = 'lgcs_secret-of-the-client-of-the-bench---------'
const bindings = { incoming: { socket: { remoteAddress: '192.0.2.1' } } }

export async function openBenchWorld(name: DatabaseName, size: Size): Promise<BenchWorld> {
  const started = await startDatabase(name)
  try {
    return await fill(started, size)
  } catch (cause) {
    await started.close()
    throw cause
  }
}

async function fill(started: BenchDatabase, size: Size): Promise<BenchWorld> {
  const database = open<Tables>(started.url, { statementTimeoutInMilliseconds: 600_000 })
  await migrate(database)
  const config = benchConfig(started.url)
  const core = compose(database, config)
  const client = await seedClient(core, clientSecret)
  const order = { clientId: client.clientId, name: 'bench', role: 'service', expiresAt: null } as const
  const key = await core.createApiKey(order, benchCaller)
  if (!key.ok) throw new Error(`the key was refused: ${key.refusal}`)
  await seedPersons(database.db, core.newXid, size.persons)
  await seedGrants(database.db, core.newXid, client)
  await seedSessions(database.db, core.newXid, { count: size.sessions, client })
  await seedAuditRows(database.db, core.newXid, size.auditRows)
  await core.audit.sealing?.seal()
  const { fetch, close } = serviceOn(core, config)
  return {
    size,
    database,
    config,
    core,
    client,
    clientSecret,
    apiKey: key.value.key,
    fetch,
    async close() {
      await close()
      await database.db.destroy()
      await started.close()
    },
  }
}

function serviceOn(core: Core, config: Config): Pick<BenchWorld, 'fetch' | 'close'> {
  const journal = requestJournal(core.appendRequests)
  const hono = app({
    core,
    config,
    journal,
    limits: async () => ({ standing: null, refusal: null }),
    observe: { begin: () => {}, end: () => {} },
    log: () => {},
    logFault: ({ error }) => {
      throw error
    },
    whyNotReady: async () => null,
  })
  return {
    fetch: async (path, request = {}) => hono.request(path, request, bindings),
    close: () => journal.close(),
  }
}
