import { type Config, type Core, type Tables, compose } from '@lgc/composition'
import type { Caller } from '@lgc/kernel'
import { migrate, statusOf } from '@lgc/migrations'
import type { Database } from '@lgc/sql'
import { type Answer, refused } from './answer.ts'
import type { Shell } from './shell.ts'
import { withDatabase } from './with-database.ts'

export type Opened = {
  readonly core: Core
  readonly caller: Caller
  readonly config: Config
  readonly database: Database<Tables>
}

/** Works with every use case, on a database whose schema is the one this program knows. */
export function withCore(
  { env, io }: Shell,
  work: (opened: Opened) => Promise<Answer>,
  { mayMigrate }: { readonly mayMigrate: boolean } = { mayMigrate: true },
): Promise<Answer> {
  return withDatabase(env, async (database, config) => {
    const outdated = await bringUpToDate(database, mayMigrate && config.migratesAtStart, io.err)
    if (outdated) return outdated
    const core = compose(database, config)
    return work({ core, config, database, caller: operator(core) })
  })
}

async function bringUpToDate(
  database: Database<Tables>,
  migrates: boolean,
  say: (text: string) => void,
): Promise<Answer | undefined> {
  const statuses = await statusOf(database)
  const named = (state: string): string[] =>
    statuses.filter((status) => status.state === state).map(({ name }) => name)
  const drifted = named('drifted')
  if (drifted.length > 0) {
    const sentence = 'The database was migrated with other statements than this program has:'
    return refused('migrations_drifted', sentence, drifted)
  }
  const pending = [...named('begun'), ...named('pending')]
  if (pending.length === 0) return undefined
  if (!migrates) {
    return refused('migrations_pending', 'Run "lgc migrate up" first: migrations are pending.', pending)
  }
  const done = await database.unhurried(migrate)
  say(`Brought the database up to date: ${done.length} migrations.\n`)
  return undefined
}

/** Everything is recorded as done from the command line of this machine. */
function operator({ newXid }: Core): Caller {
  const agent = { type: 'cli', xid: null } as const
  return { requestId: newXid(), address: 'local', userAgent: 'lgc', agent }
}
