import { type Caller, type Clock, type Transact, type Xid, inBatches } from '@lgc/kernel'
import type { ClientUnit } from './ports.ts'

const batch = 500

/** Drops the answers that were kept for requests of more than a day ago; tells how many. */
export type SweepIdempotencyKeys = (caller: Caller) => Promise<number>

type Dependencies = {
  readonly transact: Transact<ClientUnit>
  /** Under which the record of it is found. */
  readonly serviceXid: Xid
  readonly now: Clock
}

export function sweepIdempotencyKeys({ transact, serviceXid, now }: Dependencies): SweepIdempotencyKeys {
  return (caller) =>
    inBatches(batch, (limit) =>
      transact(caller, async ({ keptAnswers, record }) => {
        const count = await keptAnswers.forgetStale(now(), limit)
        const target = { type: 'service', xid: serviceXid }
        if (count > 0) await record({ action: 'idempotency_keys.swept', target, details: { count } })
        return count
      }),
    )
}
