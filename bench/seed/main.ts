import { parseArgs } from 'node:util'
import { type Tables, compose } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { open } from '@lgc/sql'
import { benchConfig } from '../settings.ts'
import { seedAuditRows } from './audit-rows.ts'
import { seedClient } from './client.ts'
import { seedGrants, seedPersons } from './persons.ts'
import { seedSessions } from './sessions.ts'

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    persons: { type: 'string', default: '0' },
    sessions: { type: 'string', default: '0' },
    audit: { type: 'string', default: '0' },
    seal: { type: 'boolean', default: false },
  },
})
if (values.database === undefined) {
  console.error('usage: seed --database URL [--persons N] [--sessions N] [--audit N] [--seal]')
  process.exit(2)
}

const database = open<Tables>(values.database, { statementTimeoutInMilliseconds: 600_000 })
const { db } = database
await timed('migrations', () => migrate(database))
const core = compose(database, benchConfig(values.database))
const client = await seedClient(core)
await timed(`${values.persons} persons and identities`, () =>
  seedPersons(db, core.newXid, Number(values.persons)),
)
await timed('a grant for each', () => seedGrants(db, core.newXid, client))
await timed(`${values.sessions} sessions`, () =>
  seedSessions(db, core.newXid, { count: Number(values.sessions), client }),
)
await timed(`${values.audit} audit rows`, () => seedAuditRows(db, core.newXid, Number(values.audit)))
if (values.seal) await timed('seals', async () => core.audit.sealing?.seal())
await db.destroy()

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now()
  await work()
  console.log(`${what}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
}
