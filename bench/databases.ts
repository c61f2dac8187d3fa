import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { mariaDbVersion, startMariaDb } from '../tests/support/mariadb.ts'

export const databaseNames = ['mariadb', 'sqlite'] as const
export type DatabaseName = (typeof databaseNames)[number]

/** An empty database with the care for its data that a deployment has. */
export type BenchDatabase = {
  readonly name: DatabaseName
  readonly url: string
  /** Another empty one beside it, for peers whose tables have the names of ours. */
  readonly another: (name: string) => Promise<string>
  /** The process of the server; null where there is none. */
  readonly pid: number | null
  readonly close: () => Promise<void>
}

const durable = [
  '--innodb-flush-log-at-trx-commit=1',
  '--innodb-doublewrite=1',
  '--innodb-buffer-pool-size=1G',
  '--innodb-log-file-size=256M',
]

/** The databases that this machine can start. */
export function availableDatabases(): readonly DatabaseName[] {
  return databaseNames.filter((name) => name === 'sqlite' || mariaDbVersion() !== undefined)
}

export async function startDatabase(name: DatabaseName): Promise<BenchDatabase> {
  return name === 'sqlite' ? startSqlite() : startServer()
}

async function startSqlite(): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'lgc-bench-sqlite-'))
  return {
    name: 'sqlite',
    url: `sqlite:${join(folder, 'lgc.db')}`,
    another: async (file) => `sqlite:${join(folder, `${file}.db`)}`,
    pid: null,
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

async function startServer(): Promise<BenchDatabase> {
  const server = await startMariaDb(durable)
  const another = (called: string): Promise<string> => anotherDatabase(server.url, called)
  return { name: 'mariadb', url: await another('bench'), another, pid: server.pid, close: server.stop }
}

export async function anotherDatabase(serverUrl: string, called: string): Promise<string> {
  const connection = await createConnection(serverUrl)
  await connection.query(`create database ${called} character set utf8mb4`)
  await connection.end()
  return `${serverUrl}/${called}`
}
