import { type GatheredTrail, trailAlone, writeTrail } from '@lgc/audit/infra'
import type { Caller, Transact } from '@lgc/kernel'
import { narrow, transactOn } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** Makes transactions of a unit. */
export type TransactOnUnit = <Unit extends GatheredTrail>(
  unitOn: (trx: Kysely<Tables>, caller: Caller) => Unit,
) => Transact<Unit>

/** Transactions that end by writing down what was recorded in them. */
export function transactWithTrail(db: Kysely<Tables>): TransactOnUnit {
  const writeAlone = trailAlone(narrow(db))
  return (unitOn) =>
    transactOn(db, unitOn, {
      inside: ({ gathered }, trx) => writeTrail(narrow(trx), gathered),
      alone: ({ gathered }) => writeAlone(gathered),
    })
}
