import type { MysqlPool, MysqlPoolConnection, MysqlQueryResult } from 'kysely'
import type { ExecuteValues, Pool, PoolConnection } from 'mysql2'
import { isFatalToConnection, isReadOnlyError } from './errors.ts'
import { hotStatements } from './hot-statements.ts'

/** Connections in use, and who waits for one. */
export type PoolLoad = { readonly busy: number; readonly waiting: number }

export type PoolLimits = {
  readonly connections: number
  readonly statementTimeoutInMilliseconds: number
  readonly acquireTimeoutInMilliseconds: number
}

export type GuardedPool = MysqlPool & {
  readonly load: () => PoolLoad
  /** Uses no connection again that there is by now. */
  readonly renew: () => void
}

/**
 * The part of a mysql2 pool that kysely needs, with the limits that mysql2 does not have. Whoever waits does so
 * here, because mysql2 would keep those who gave up in its queue for as long as the server is frozen.
 */
export function guardedPool(pool: Pool, limits: PoolLimits): GuardedPool {
  const ages = agesOf(pool)
  const isHot = hotStatements()
  let busy = 0
  let taken = 0
  let waiting = 0
  const queue = new Set<() => void>()
  const leave = (): void => {
    taken--
    const [next] = queue
    next?.()
  }
  const released = (): void => {
    busy--
    leave()
  }
  return {
    load: () => ({ busy, waiting }),
    renew: ages.renew,
    end: (callback) => pool.end(callback),
    getConnection(callback) {
      let isLate = false
      waiting++
      const timer = setTimeout(() => {
        isLate = true
        waiting--
        queue.delete(take)
        callback(poolExhausted(), undefined as never)
      }, limits.acquireTimeoutInMilliseconds)
      const take = (): void => {
        queue.delete(take)
        taken++
        youngConnection(pool, ages, (error, connection) => {
          clearTimeout(timer)
          if (isLate) {
            connection?.release()
            return leave()
          }
          waiting--
          if (error) {
            leave()
            return callback(error, undefined as never)
          }
          busy++
          callback(null, guardedConnection(connection, { ...limits, released, ages, isHot }))
        })
      }
      if (taken < limits.connections) take()
      else queue.add(take)
    },
  }
}

/**
 * One connection that meets a server which takes no writes any more is not alone: the others lead there too, and
 * would read what is no longer true.
 */
type Ages = { readonly renew: () => void; readonly isOld: (connection: PoolConnection) => boolean }

function agesOf(pool: Pool): Ages {
  let generation = 0
  const born = new WeakMap<object, number>()
  pool.on('connection', (connection) => born.set(connection, generation))
  return {
    renew: () => {
      generation++
    },
    isOld: (connection) => born.get(connection) !== generation,
  }
}

function youngConnection(pool: Pool, ages: Ages, callback: Parameters<Pool['getConnection']>[0]): void {
  pool.getConnection((error, connection) => {
    if (error || !ages.isOld(connection)) return callback(error, connection)
    connection.destroy()
    youngConnection(pool, ages, callback)
  })
}

type Guard = PoolLimits & {
  readonly released: () => void
  readonly ages: Ages
  /** Those are prepared, once on each connection: parsing them is a good part of what they cost the server. */
  readonly isHot: (sql: string, values: readonly unknown[]) => boolean
}
type Answer = (error: unknown, result: MysqlQueryResult) => void

/** The time runs from when the statement is handed over: mysql2's own runs from when it is sent. */
function guardedConnection(connection: PoolConnection, guard: Guard): MysqlPoolConnection {
  const { statementTimeoutInMilliseconds: timeout, released, ages, isHot } = guard
  let isBroken = false
  const query = (sql: string, values: unknown[], callback: Answer): void => {
    // The server rolls back by itself when the connection goes; asking a broken one would hide the cause.
    if (isBroken && sql === 'rollback') return callback(null, [])
    const answer = once((error, result) => {
      clearTimeout(timer)
      if (isFatalToConnection(error)) isBroken = true
      if (isReadOnlyError(error)) ages.renew()
      callback(error, result)
    })
    const timer = Number.isFinite(timeout) ? setTimeout(() => answer(tookTooLong(), []), timeout) : undefined
    const settle = (error: unknown, result: unknown): void => answer(error, result as MysqlQueryResult)
    if (isHot(sql, values)) connection.execute(sql, values as ExecuteValues, settle)
    else connection.query(sql, values, settle)
  }
  return {
    query: query as MysqlPoolConnection['query'],
    release() {
      if (isBroken || ages.isOld(connection)) connection.destroy()
      else connection.release()
      released()
    },
  }
}

/** Only the first answer counts. */
function once(answer: Answer): Answer {
  let isAnswered = false
  return (error, result) => {
    if (isAnswered) return
    isAnswered = true
    answer(error, result)
  }
}

function poolExhausted(): Error {
  const error = new Error('No database connection became free in time')
  return Object.assign(error, { code: 'LGC_POOL_EXHAUSTED' })
}

function tookTooLong(): Error {
  const error = new Error('The database did not answer a statement in time')
  return Object.assign(error, { code: 'LGC_STATEMENT_TIMEOUT' })
}
