import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { inject } from 'vitest'

/** A fresh, empty database; whoever asked for it migrates it and drops it. */
export type FreshDatabase = { readonly url: string; readonly drop: () => Promise<void> }

export type TestDatabase = {
  readonly name: 'sqlite' | 'mysql'
  readonly create: () => Promise<FreshDatabase>
}

const sqlite: TestDatabase = {
  name: 'sqlite',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'lgc-sqlite-'))
    return {
      url: `sqlite:${join(folder, 'lgc.db')}`,
      drop: () => rm(folder, { recursive: true, force: true }),
    }
  },
}

/** Databases on one server, which is named without any of them. */
export function mysqlOn(server: string): TestDatabase {
  return {
    name: 'mysql',
    async create() {
      const name = `t_${randomBytes(8).toString('hex')}`
      await run(server, `create database ${name} character set utf8mb4`)
      const url = new URL(server)
      url.pathname = `/${name}`
      return { url: url.href, drop: () => run(server, `drop database if exists ${name}`) }
    },
  }
}

async function run(server: string, statement: string): Promise<void> {
  const connection = await createConnection(server)
  try {
    await connection.query(statement)
  } finally {
    await connection.end()
  }
}

const server = inject('mysqlUrl')

/** Every suite that touches SQL runs on each of these: `describe.each(databases)('… on $name', …)`. */
export const databases: readonly TestDatabase[] = server === null ? [sqlite] : [sqlite, mysqlOn(server)]
