import type { GatheredTrail } from '@lgc/audit/infra'
import type { Caller, Transact } from '@lgc/kernel'
import { transactOn as transactionsOn } from '@lgc/sql'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.ts'

/** Transactions that end by writing down what was recorded in them. */
export function transactOn<Unit extends GatheredTrail>(
  db: Kysely<Tables>,
  unitOn: (trx: Transaction<Tables>, caller: Caller) => Unit,
): Transact<Unit> {
  return transactionsOn(db, unitOn, ({ writeTrail }) => writeTrail())
}
