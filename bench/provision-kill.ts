import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Tables, compose } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { open } from '@lgc/sql'
import { sql } from 'kysely'
import { type DatabaseName, startDatabase } from './databases.ts'
import { seedClient } from './seed/client.ts'
import { openFiller } from './seed/filler.ts'
import { benchConfig, environmentOf } from './settings.ts'

/** Brings many people in, kills the process twice on the way, and fails unless each of them is there once. */
const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'sqlite' },
    rows: { type: 'string', default: '100000' },
  },
})
const total = Number(values.rows)
const program = new URL('../apps/cli/src/main.ts', import.meta.url).pathname
const counted = {
  persons: sql<{ n: number }>`select count(*) as n from persons`,
  identities: sql<{ n: number }>`select count(*) as n from identities`,
  'identities, distinct': sql<{ n: number }>`select count(distinct identifier) as n from identities`,
  person_app_grants: sql<{ n: number }>`select count(*) as n from person_app_grants`,
  consent_records: sql<{ n: number }>`select count(*) as n from consent_records`,
  ...Object.fromEntries(
    ['person.provisioned', 'identity.created', 'grant.created', 'consent.precreated'].map((action) => [
      action,
      sql<{ n: number }>`select count(distinct target_xid) as n from audit_log where action = ${action}`,
    ]),
  ),
}

const bench = await startDatabase(values.database as DatabaseName)
const folder = await mkdtemp(join(tmpdir(), 'lgc-bench-provision-'))
const database = open<Tables>(bench.url, { statementTimeoutInMilliseconds: 600_000 })
try {
  await migrate(database)
  const filler = await openFiller(bench.url)
  const client = await seedClient(compose(database, benchConfig(bench.url)), filler)
  await filler.close()
  const path = join(folder, 'people.csv')
  await pipeline(Readable.from(lines()), createWriteStream(path))
  const startedAt = performance.now()
  for (const part of [1 / 3, 2 / 3]) await killAt(Math.floor(total * part), path, client.clientId)
  const before = await count('persons')
  const lastAt = performance.now()
  const code = await ended(start(path, client.clientId))
  const seconds = (performance.now() - lastAt) / 1000
  say(`last run: exit ${code}, ${total - before} rows in ${seconds.toFixed(0)} s`)
  say(`in all: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
  for (const name of Object.keys(counted)) {
    const rows = await count(name)
    say(`${name}: ${rows}`)
    if (rows !== total || code !== 0) process.exitCode = 1
  }
} finally {
  await database.db.destroy()
  await bench.close()
  await rm(folder, { recursive: true, force: true })
}

function* lines(): Generator<string> {
  yield 'name_display,type,identifier,challenge,access_level,scopes\n'
  for (let index = 0; index < total; index++) {
    yield `Ada ${index},company_code,KILL-${index},correct horse battery,user,openid\n`
  }
}

async function killAt(rows: number, path: string, clientId: string): Promise<void> {
  const startedAt = performance.now()
  const before = await count('persons')
  const child = start(path, clientId)
  const end = ended(child)
  while ((await count('persons')) < rows && child.exitCode === null) await pause(200)
  child.kill('SIGKILL')
  await end
  const made = (await count('persons')) - before
  const seconds = (performance.now() - startedAt) / 1000
  say(`killed (${child.signalCode}) after ${made} people in ${seconds.toFixed(1)} s`)
}

function start(path: string, clientId: string): ChildProcess {
  const env = {
    PATH: process.env['PATH'] ?? '',
    ...environmentOf(bench.url),
    LGC_ARGON2_MEMORY_KIB: '64',
    LGC_ARGON2_ITERATIONS: '1',
  }
  const command = ['--import', 'tsx', program, 'provision', path, '--client', clientId]
  return spawn(process.execPath, command, { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve))
}

async function count(name: string): Promise<number> {
  const { rows } = await counted[name as keyof typeof counted].execute(database.db)
  return Number(rows[0]?.n)
}

function say(text: string): void {
  console.log(`${bench.name}: ${text}`)
}
