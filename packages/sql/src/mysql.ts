import { MysqlDialect, type MysqlPool, type MysqlPoolConnection, type MysqlQueryResult } from 'kysely'
import { createPool, type Pool, type PoolConnection } from 'mysql2'
import { isFatalToConnection } from './errors.ts'

export type PoolSettings = {
  readonly connections: number
  /** A statement that takes longer is given up and its connection destroyed. */
  readonly statementTimeoutInMilliseconds: number
  /** A request that waits longer for a connection is refused. */
  readonly acquireTimeoutInMilliseconds: number
  readonly certificateAuthority: string | null
}

/** Connections in use, and who waits for one. */
export type PoolLoad = { readonly busy: number; readonly waiting: number }

/** A lock is waited for less long than a statement may take: its end is a conflict, and conflicts are tried again. */
const sessionSettings = `set time_zone = '+00:00', innodb_lock_wait_timeout = 3,
  sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`
/** After losing a race a transaction must see what the winner wrote. */
const isolation = 'set session transaction isolation level read committed'

export function mysqlPool(
  uri: string,
  settings: PoolSettings,
): { readonly dialect: MysqlDialect; readonly load: () => PoolLoad } {
  const pool = createPool({
    uri,
    timezone: 'Z',
    charset: 'utf8mb4',
    supportBigNumbers: true,
    stringifyObjects: true,
    connectTimeout: 2000,
    connectionLimit: settings.connections,
    enableKeepAlive: true,
    ...(settings.certificateAuthority
      ? { ssl: { ca: settings.certificateAuthority, verifyIdentity: true } }
      : {}),
  })
  pool.on('connection', (connection) => {
    const ignore = (): void => {}
    connection.query(sessionSettings, ignore)
    connection.query(isolation, ignore)
  })
  const { load, ...limited } = guarded(pool, settings)
  return { dialect: new MysqlDialect({ pool: limited }), load }
}

/** The part of a mysql2 pool that kysely needs, with the time limits that mysql2 does not have. */
function guarded(pool: Pool, settings: PoolSettings): MysqlPool & { readonly load: () => PoolLoad } {
  let busy = 0
  let waiting = 0
  const released = (): void => {
    busy--
  }
  return {
    load: () => ({ busy, waiting }),
    end: (callback) => pool.end(callback),
    getConnection(callback) {
      let isLate = false
      waiting++
      const timer = setTimeout(() => {
        isLate = true
        waiting--
        callback(poolExhausted(), undefined as never)
      }, settings.acquireTimeoutInMilliseconds)
      pool.getConnection((error, connection) => {
        clearTimeout(timer)
        if (isLate) return connection?.release()
        waiting--
        if (error) return callback(error, undefined as never)
        busy++
        callback(null, guardedConnection(connection, settings.statementTimeoutInMilliseconds, released))
      })
    },
  }
}

function guardedConnection(
  connection: PoolConnection,
  timeout: number,
  released: () => void,
): MysqlPoolConnection {
  let isBroken = false
  const query = (
    sql: string,
    values: unknown[],
    callback: (error: unknown, result: MysqlQueryResult) => void,
  ): void => {
    // The server rolls back by itself when the connection goes; asking a broken one would hide the cause.
    if (isBroken && sql === 'rollback') return callback(null, [])
    connection.query({ sql, values, timeout }, (error, result) => {
      if (isFatalToConnection(error)) isBroken = true
      callback(error, result as MysqlQueryResult)
    })
  }
  return {
    query: query as MysqlPoolConnection['query'],
    release() {
      released()
      return isBroken ? connection.destroy() : connection.release()
    },
  }
}

function poolExhausted(): Error {
  return Object.assign(new Error('No database connection became free in time'), {
    code: 'LGC_POOL_EXHAUSTED',
  })
}
