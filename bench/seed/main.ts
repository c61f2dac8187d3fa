import { parseArgs } from 'node:util'
import { type Tables, compose } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { open } from '@lgc/sql'
import { benchConfig } from '../settings.ts'
import { seedAuditRows } from './audit-rows.ts'
import { seedClient } from './client.ts'
import { openFiller } from './filler.ts'
import { seedPersons } from './persons.ts'
import { seedSessions } from './sessions.ts'

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    persons: { type: 'string', default: '1000' },
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
await timed('migrations', () => migrate(database))
const filler = await openFiller(values.database)
if ((await filler.lastId('clients')) > 0) {
  console.error('an empty database is filled, and this one is not empty')
  process.exit(2)
}
// Before anything is recorded: an empty log is filled many times as fast.
await timed(`${values.audit} audit rows`, () => seedAuditRows(filler, Number(values.audit)))
const core = compose(database, benchConfig(values.database))
const { row: clientRow } = await seedClient(core, filler)
const persons = Number(values.persons)
await timed(`${persons} persons, each with a grant`, () => seedPersons(filler, persons, clientRow))
await timed(`${values.sessions} sessions`, () =>
  seedSessions(filler, Number(values.sessions), { clientRow, persons }),
)
if (values.seal) await timed('seals', async () => core.audit.sealing?.seal())
await filler.close()
await database.db.destroy()

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now()
  await work()
  console.log(`${what}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
}
