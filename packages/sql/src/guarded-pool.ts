import type { MysqlPool, MysqlPoolConnection, MysqlQueryResult } from 'kysely'
import type { Pool, PoolConnection } from 'mysql2'
import { isFatalToConnection } from './errors.ts'

/** Connections in use, and who waits for one. */
export type PoolLoad = { readonly busy: number; readonly waiting: number }

export type PoolLimits = {
  readonly connections: number
  readonly statementTimeoutInMilliseconds: number
  readonly acquireTimeoutInMilliseconds: number
}

/**
 * The part of a mysql2 pool that kysely needs, with the limits that mysql2 does not have. Whoever waits does so
 * here, because mysql2 would keep those who gave up in its queue for as long as the server is frozen.
 */
export function guardedPool(pool: Pool, limits: PoolLimits): MysqlPool & { readonly load: () => PoolLoad } {
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
        pool.getConnection((error, connection) => {
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
          callback(null, guardedConnection(connection, limits.statementTimeoutInMilliseconds, released))
        })
      }
      if (taken < limits.connections) take()
      else queue.add(take)
    },
  }
}

type Answer = (error: unknown, result: MysqlQueryResult) => void

/** The time runs from when the statement is handed over: mysql2's own runs from when it is sent. */
function guardedConnection(
  connection: PoolConnection,
  timeout: number,
  released: () => void,
): MysqlPoolConnection {
  let isBroken = false
  const query = (sql: string, values: unknown[], callback: Answer): void => {
    // The server rolls back by itself when the connection goes; asking a broken one would hide the cause.
    if (isBroken && sql === 'rollback') return callback(null, [])
    const answer = once((error, result) => {
      clearTimeout(timer)
      if (isFatalToConnection(error)) isBroken = true
      callback(error, result)
    })
    const timer = Number.isFinite(timeout) ? setTimeout(() => answer(tookTooLong(), []), timeout) : undefined
    connection.query({ sql, values }, (error, result) => answer(error, result as MysqlQueryResult))
  }
  return {
    query: query as MysqlPoolConnection['query'],
    release() {
      if (isBroken) connection.destroy()
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
