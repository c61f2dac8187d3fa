import { Kysely } from 'kysely'
import type { PoolLoad } from './guarded-pool.ts'
import { type PoolSettings, mysqlPool } from './mysql.ts'
import { sqliteDialect } from './sqlite.ts'

export type DialectName = 'mysql' | 'sqlite'

export type Database<Tables> = {
  readonly db: Kysely<Tables>
  readonly dialect: DialectName
  readonly poolLoad: () => PoolLoad
  /** Uses no connection again that there is by now: they lead to a server that is the primary no longer. */
  readonly renew: () => void
  /** Does work of which a statement may take its time, as a change of a big table does, on connections of its own. */
  readonly unhurried: <T>(work: (database: Database<Tables>) => Promise<T>) => Promise<T>
}

const defaults: PoolSettings = {
  connections: 10,
  // Together with all else that a request waits for, three seconds: then it is answered that nothing can be done.
  statementTimeoutInMilliseconds: 2500,
  acquireTimeoutInMilliseconds: 1000,
  certificateAuthority: null,
}

/** One for the work, one for what renews a lease beside it. */
const unhurriedConnections = 2

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
  return dialect === 'sqlite' ? openFile(url) : openServer(url, { ...defaults, ...settings })
}

/** A file has one connection, and no limit. */
function openFile<Tables>(url: string): Database<Tables> {
  const path = url.replace(/^sqlite:(\/\/(?=\/))?/, '')
  const database: Database<Tables> = {
    dialect: 'sqlite',
    db: new Kysely({ dialect: sqliteDialect(path) }),
    poolLoad: () => noPool,
    renew: () => {},
    unhurried: (work) => work(database),
  }
  return database
}

function openServer<Tables>(url: string, settings: PoolSettings): Database<Tables> {
  const pool = mysqlPool(url, settings)
  return {
    dialect: 'mysql',
    db: new Kysely({ dialect: pool.dialect }),
    poolLoad: pool.load,
    renew: pool.renew,
    async unhurried(work) {
      const limits = { connections: unhurriedConnections, statementTimeoutInMilliseconds: Infinity }
      const patient = openServer<Tables>(url, { ...settings, ...limits })
      try {
        return await work(patient)
      } finally {
        await patient.db.destroy()
      }
    },
  }
}
