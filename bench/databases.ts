import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { mariaDbVersion, startMariaDb } from '../tests/support/mariadb.ts'

export type DatabaseName = 'sqlite' | 'mariadb'

/** An empty database with the care for its data that a deployment has. */
export type BenchDatabase = {
  readonly name: DatabaseName
  readonly url: string
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
  return mariaDbVersion() === undefined ? ['sqlite'] : ['sqlite', 'mariadb']
}

export async function startDatabase(name: DatabaseName): Promise<BenchDatabase> {
  return name === 'sqlite' ? startSqlite() : startServer()
}

async function startSqlite(): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'lgc-bench-sqlite-'))
  return {
    name: 'sqlite',
    url: `sqlite:${join(folder, 'lgc.db')}`,
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

async function startServer(): Promise<BenchDatabase> {
  const server = await startMariaDb(durable)
  const connection = await createConnection(server.url)
  await connection.query('create database bench character set utf8mb4')
  await connection.end()
  return { name: 'mariadb', url: `${server.url}/bench`, close: server.stop }
}
