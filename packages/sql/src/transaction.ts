import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller, Transact } from '@lgc/kernel'
import type { Kysely } from 'kysely'
import { isBusyDatabase, isConflict } from './errors.ts'
import { lazyTransaction } from './lazy-transaction.ts'

const conflictRetries = 3
const busyLimitInMilliseconds = 5000

/** What every transaction ends with, whatever the work returns. */
export type Ending<Tables, Unit> = {
  readonly inside: (unit: Unit, trx: Kysely<Tables>) => Promise<void>
  /** The same where the work asked nothing of the database; undefined if it has to be in a transaction. */
  readonly alone: (unit: Unit) => Promise<void> | undefined
}

/** The one place where transactions begin, and where they are run again when the database asks for it. */
export function transactOn<Tables, Unit>(
  db: Kysely<Tables>,
  unitOn: (trx: Kysely<Tables>, caller: Caller) => Unit,
  ending?: Ending<Tables, Unit>,
): Transact<Unit> {
  return async (caller, work) => {
    const startedAt = performance.now()
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(db, (trx) => unitOn(trx, caller), { work, ending })
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

type Doing<Tables, Unit, T> = {
  readonly work: (unit: Unit) => Promise<T>
  readonly ending: Ending<Tables, Unit> | undefined
}

async function once<Tables, Unit, T>(
  db: Kysely<Tables>,
  unitOn: (trx: Kysely<Tables>) => Unit,
  { work, ending }: Doing<Tables, Unit, T>,
): Promise<T> {
  const { trx, hasBegun, commit, rollback } = lazyTransaction(db)
  try {
    const unit = unitOn(trx)
    const outcome = await work(unit)
    const alone = hasBegun() ? undefined : ending?.alone(unit)
    await (alone ?? ending?.inside(unit, trx))
    await commit()
    return outcome
  } catch (error) {
    await rollback()
    throw error
  }
}
