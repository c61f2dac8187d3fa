import type { Tables } from '@lgc/composition'
import { type Database, dialectOf } from '@lgc/sql'
import { type CompiledQuery, type DatabaseConnection, type Dialect, type Driver, Kysely } from 'kysely'
import { mysqlPool } from '../../../packages/sql/src/mysql.ts'
import { sqliteDialect } from '../../../packages/sql/src/sqlite.ts'
import type { Guard } from './guards-off.ts'
import type { Moments } from './moments.ts'

const pool = {
  connections: 10,
  statementTimeoutInMilliseconds: 2500,
  acquireTimeoutInMilliseconds: 1000,
  certificateAuthority: null,
}

type Meddling = { readonly moments: Pick<Moments, 'cross' | 'ask'>; readonly without: Guard | null }

/** The database as the service opens it, with somebody who looks at every step, and perhaps without a guard. */
export function openWatched(url: string, meddling: Meddling): Database<Tables> {
  const dialect = dialectOf(url)
  if (!dialect) throw new Error(`no database: ${url}`)
  const { dialect: own, ...rest } = dialect === 'sqlite' ? fileOf(url) : mysqlPool(url, pool)
  const database: Database<Tables> = {
    dialect,
    db: new Kysely({ dialect: watched(own, meddling) }),
    poolLoad: rest.load,
    renew: rest.renew,
    unhurried: (work) => work(database),
  }
  return database
}

function fileOf(url: string): Omit<ReturnType<typeof mysqlPool>, 'dialect'> & { readonly dialect: Dialect } {
  const dialect = sqliteDialect(url.replace(/^sqlite:/, ''))
  return { dialect, load: () => ({ busy: 0, waiting: 0 }), renew: () => {} }
}

/** A connection that is looked at, and what has been put off until its transaction is over. */
type Watched = {
  readonly connection: DatabaseConnection
  readonly putOff: CompiledQuery[]
  isInside: boolean
}

function watched(dialect: Dialect, meddling: Meddling): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => watchedDriver(dialect.createDriver(), meddling),
  }
}

function watchedDriver(driver: Driver, meddling: Meddling): Driver {
  const {
    moments: { cross, ask },
    without,
  } = meddling
  const known = new WeakMap<DatabaseConnection, Watched>()
  const behind = (outer: DatabaseConnection): Watched => {
    const found = known.get(outer)
    if (!found) throw new Error('a connection that was not opened here')
    return found
  }
  const isWhole = without?.hasTransactions !== false
  return {
    init: () => driver.init(),
    destroy: () => driver.destroy(),
    releaseConnection: (outer) => driver.releaseConnection(behind(outer).connection),

    async acquireConnection() {
      const one: Watched = { connection: await driver.acquireConnection(), putOff: [], isInside: false }
      const outer = watchedConnection(one, meddling)
      known.set(outer, one)
      return outer
    },

    async beginTransaction(outer, settings) {
      const one = behind(outer)
      await ask()
      if (isWhole) await driver.beginTransaction(one.connection, settings)
      one.isInside = true
    },

    async commitTransaction(outer) {
      const one = behind(outer)
      await cross('before commit')
      if (isWhole) await driver.commitTransaction(one.connection)
      one.isInside = false
      await cross('after commit')
      for (const query of one.putOff.splice(0)) await outer.executeQuery(query)
    },

    async rollbackTransaction(outer) {
      const one = behind(outer)
      if (isWhole) await driver.rollbackTransaction(one.connection)
      one.isInside = false
      one.putOff.length = 0
    },
  }
}

function watchedConnection(one: Watched, { moments: { cross, ask }, without }: Meddling): DatabaseConnection {
  return {
    streamQuery: (query, chunkSize) => one.connection.streamQuery(query, chunkSize),
    async executeQuery(query) {
      if (!one.isInside) await ask()
      if (one.isInside && without?.isPutOff?.test(query.sql)) {
        one.putOff.push(query)
        return { rows: [] }
      }
      if (without?.isSkipped?.test(query.sql)) return { rows: [], numAffectedRows: 1n }
      const sql = without?.rewrite?.(query.sql) ?? query.sql
      const result = await one.connection.executeQuery({ ...query, sql })
      const kind = kindOf(query.sql)
      if (kind !== null) await cross(`after ${kind}`)
      return result as never
    },
  }
}

const kinds = /^\s*(insert into|update|delete from) [`"](\w+)|^\s*(select)\b.*?\bfrom [`"](\w+)/s

/** `update sessions`, whatever else the statement says. */
function kindOf(sql: string): string | null {
  const [, write, written, read, table] = kinds.exec(sql) ?? []
  const verb = write?.split(' ')[0] ?? read
  return verb === undefined ? null : `${verb} ${written ?? table}`
}
