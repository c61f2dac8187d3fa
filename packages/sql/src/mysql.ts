import { MysqlDialect } from 'kysely'
import { type PoolConnection, createPool } from 'mysql2'
import { type GuardedPool, guardedPool } from './guarded-pool.ts'

export type PoolSettings = {
  readonly connections: number
  /** A statement that takes longer is given up and its connection destroyed; infinity lets it take its time. */
  readonly statementTimeoutInMilliseconds: number
  /** A request that waits longer for a connection is refused. */
  readonly acquireTimeoutInMilliseconds: number
  readonly certificateAuthority: string | null
}

/** A lock is waited for less long than a statement may take: its end is a conflict, and conflicts are tried again. */
const sessionSettings = `set time_zone = '+00:00', innodb_lock_wait_timeout = 1,
  sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`
/** After losing a race a transaction must see what the winner wrote. */
const isolation = 'set session transaction isolation level read committed'
/** On a Galera cluster, what was written on another node is waited for by whoever reads, updates, deletes or inserts. */
const causality = 'set session wsrep_sync_wait = 7'

/** On each connection; those that were used least lately make room. */
const preparedStatements = 200

/** By how much sooner the server stops a statement than we give it up, so that none goes on without us. */
const marginInMilliseconds = 500

/** What not every server knows; one that does not says so and goes on without it. */
function optionalSettings({ statementTimeoutInMilliseconds }: PoolSettings): readonly string[] {
  const limit = statementTimeoutInMilliseconds - marginInMilliseconds
  if (!Number.isFinite(limit) || limit <= 0) return [causality]
  return [
    causality,
    `set session max_statement_time = ${limit / 1000}`,
    `set session max_execution_time = ${Math.round(limit)}`,
  ]
}

export function mysqlPool(
  uri: string,
  settings: PoolSettings,
): Pick<GuardedPool, 'load' | 'renew'> & { readonly dialect: MysqlDialect } {
  const pool = createPool({
    uri,
    timezone: 'Z',
    charset: 'utf8mb4',
    supportBigNumbers: true,
    stringifyObjects: true,
    connectTimeout: 2000,
    connectionLimit: settings.connections,
    enableKeepAlive: true,
    maxPreparedStatements: preparedStatements,
    ...(settings.certificateAuthority
      ? { ssl: { ca: settings.certificateAuthority, verifyIdentity: true } }
      : {}),
  })
  pool.on('connection', (connection) => prepare(connection, settings))
  const { load, renew, ...limited } = guardedPool(pool, settings)
  return { dialect: new MysqlDialect({ pool: limited }), load, renew }
}

/** Before the first statement of whoever waits for the connection, which is none of ours without these settings. */
function prepare(connection: PoolConnection, settings: PoolSettings): void {
  for (const statement of [sessionSettings, isolation]) {
    connection.query(statement, (error) => {
      if (error) connection.destroy()
    })
  }
  for (const statement of optionalSettings(settings)) connection.query(statement, () => {})
}
