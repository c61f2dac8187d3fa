import type { Config, Tables } from '@lgc/composition'
import { type MigrationStatus, statusOf } from '@lgc/migrations'
import type { Database, DialectName } from '@lgc/sql'
import { openDatabase } from '../with-database.ts'
import { clockFinding } from './clock-finding.ts'
import { dataFolderFindings } from './data-folder-findings.ts'
import { type Finding, error, fine, warning } from './finding.ts'
import { signingKeyFinding } from './signing-key-finding.ts'

/** What each kind of server is, and how it says its version and its time in seconds. */
const servers: Record<
  DialectName,
  { readonly name: string; readonly version: string; readonly clock: string }
> = {
  mysql: { name: 'MySQL server', version: 'version', clock: 'unix_timestamp' },
  sqlite: { name: 'embedded SQLite', version: 'sqlite_version', clock: 'unixepoch' },
}

/** Whether the database answers, what it is, whether its schema is ours and whether it has the same time. */
export async function databaseFindings(config: Config): Promise<readonly Finding[]> {
  const folder = dataFolderFindings(config.databaseUrl)
  if (!folder.isDatabaseThere) return folder.findings
  const database = openDatabase(config)
  try {
    const statuses = await statusOf(database)
    const isCurrent = statuses.every(({ state }) => state === 'applied')
    return [
      ...folder.findings,
      ...(await ask(database)),
      migrationFinding(statuses, config),
      ...(isCurrent ? [await signingKeyFinding(database, config)] : []),
    ]
  } catch (cause) {
    return [...folder.findings, unreachable(config.databaseUrl, cause)]
  } finally {
    await database.db.destroy()
  }
}

async function ask({ db, dialect }: Database<Tables>): Promise<readonly Finding[]> {
  const { version, clock } = servers[dialect]
  const query = db.selectNoFrom(({ fn }) => [
    fn<string>(version).as('version'),
    fn<number>(clock).as('seconds'),
  ])
  const answer = await query.executeTakeFirstOrThrow()
  return [
    fine('database', `${nameOf(dialect, answer.version)} answers`),
    clockFinding(answer.seconds, Date.now()),
  ]
}

function nameOf(dialect: DialectName, version: string): string {
  const server = /-mariadb/i.test(version) ? 'MariaDB server' : servers[dialect].name
  return `${server} ${/^[\d.]+/.exec(version)?.[0] ?? ''}`
}

function unreachable(url: string, cause: unknown): Finding {
  const { message = '', code = '' } = cause as { message?: string; code?: string }
  const where = url.replace(/^(mysql:\/\/)[^/]*@/, '$1')
  return error(
    'database',
    `${where} does not answer: ${message || code}`,
    'Start the database, or correct DATABASE_URL; then ask again.',
  )
}

function migrationFinding(statuses: readonly MigrationStatus[], { migratesAtStart }: Config): Finding {
  const count = (wanted: (status: MigrationStatus) => boolean): number => statuses.filter(wanted).length
  const drifted = count(({ state }) => state === 'drifted')
  if (drifted > 0) {
    const cure = 'Run the version of LGC that migrated this database, or a later one.'
    return error('migrations', `${drifted} were applied with other statements than this program has`, cure)
  }
  const pending = count(({ state }) => state !== 'applied')
  if (pending === 0) return fine('migrations', `all ${statuses.length} are applied`)
  return migratesAtStart
    ? warning('migrations', `${pending} are pending`, 'Nothing: they run at the next start.')
    : error('migrations', `${pending} are pending`, 'Run "lgc migrate up" before the service starts.')
}
