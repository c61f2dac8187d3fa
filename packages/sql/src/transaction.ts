import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller, Transact } from '@lgc/kernel'
import type { Kysely, Transaction } from 'kysely'
import { isBusyDatabase, isConflict } from './errors.ts'

const conflictRetries = 3
const busyLimitInMilliseconds = 5000

/**
 * The one place where transactions begin, and where they are run again when the database asks for it.
 * `atEnd` is the last of the transaction, whatever the work returns.
 */
export function transactOn<Tables, Unit>(
  db: Kysely<Tables>,
  unitOn: (trx: Transaction<Tables>, caller: Caller) => Unit,
  atEnd: (unit: Unit) => Promise<void> = async () => {},
): Transact<Unit> {
  return async (caller, work) => {
    const startedAt = performance.now()
    for (let attempt = 1; ; attempt++) {
      try {
        return await db.transaction().execute(async (trx) => {
          const unit = unitOn(trx, caller)
          const outcome = await work(unit)
          await atEnd(unit)
          return outcome
        })
      } catch (error) {
        const mayRetry = isBusyDatabase(error)
          ? performance.now() - startedAt < busyLimitInMilliseconds
          : isConflict(error) && attempt <= conflictRetries
        if (!mayRetry) throw error
        await sleep(Math.random() * Math.min(100, 5 * 2 ** attempt))
      }
    }
  }
}
