import { Kysely } from 'kysely'
import { type PoolSettings, mysqlDialect } from './mysql.ts'
import { sqliteDialect } from './sqlite.ts'

export type DialectName = 'mysql' | 'sqlite'

export type Database<Tables> = { readonly db: Kysely<Tables>; readonly dialect: DialectName }

const defaults: PoolSettings = {
  connections: 10,
  statementTimeoutInMilliseconds: 5000,
  acquireTimeoutInMilliseconds: 2000,
  certificateAuthority: null,
}

/** Which database a URL names: `sqlite:PATH` (also `sqlite::memory:`), or `mysql://…` for MySQL and MariaDB. */
export function dialectOf(url: string): DialectName | undefined {
  if (/^sqlite:./.test(url)) return 'sqlite'
  return /^mysql:\/\/./.test(url) ? 'mysql' : undefined
}

export function open<Tables>(url: string, settings: Partial<PoolSettings> = {}): Database<Tables> {
  const dialect = dialectOf(url)
  if (!dialect) throw new Error('A database URL starts with sqlite: or mysql://')
  const path = url.replace(/^sqlite:(\/\/(?=\/))?/, '')
  return {
    dialect,
    db: new Kysely<Tables>({
      dialect: dialect === 'sqlite' ? sqliteDialect(path) : mysqlDialect(url, { ...defaults, ...settings }),
    }),
  }
}
