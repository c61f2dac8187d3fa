import { Kysely } from 'kysely'
import { type PoolLoad, type PoolSettings, mysqlPool } from './mysql.ts'
import { sqliteDialect } from './sqlite.ts'

export type DialectName = 'mysql' | 'sqlite'

export type Database<Tables> = {
  readonly db: Kysely<Tables>
  readonly dialect: DialectName
  readonly poolLoad: () => PoolLoad
}

const defaults: PoolSettings = {
  connections: 10,
  statementTimeoutInMilliseconds: 5000,
  acquireTimeoutInMilliseconds: 2000,
  certificateAuthority: null,
}

/** One connection that nobody waits for: what it does, it does at once. */
const noPool: PoolLoad = { busy: 0, waiting: 0 }

/** Which database a URL names: `sqlite:PATH` (also `sqlite::memory:`), or `mysql://…` for MySQL and MariaDB. */
export function dialectOf(url: string): DialectName | undefined {
  if (/^sqlite:./.test(url)) return 'sqlite'
  return /^mysql:\/\/./.test(url) ? 'mysql' : undefined
}

export function open<Tables>(url: string, settings: Partial<PoolSettings> = {}): Database<Tables> {
  const dialect = dialectOf(url)
  if (!dialect) throw new Error('A database URL starts with sqlite: or mysql://')
  if (dialect === 'sqlite') {
    const path = url.replace(/^sqlite:(\/\/(?=\/))?/, '')
    return { dialect, db: new Kysely({ dialect: sqliteDialect(path) }), poolLoad: () => noPool }
  }
  const pool = mysqlPool(url, { ...defaults, ...settings })
  return { dialect, db: new Kysely({ dialect: pool.dialect }), poolLoad: pool.load }
}
