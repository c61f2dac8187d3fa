import type { Caller, Clock, Transact, Xid } from '@lgc/kernel'
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
  const sweepBatch = (caller: Caller): Promise<number> =>
    transact(caller, async ({ keptAnswers, record }) => {
      const count = await keptAnswers.forgetStale(now(), batch)
      const target = { type: 'service', xid: serviceXid }
      if (count > 0) await record({ action: 'idempotency_keys.swept', target, details: { count } })
      return count
    })
  return async (caller) => {
    let total = 0
    for (;;) {
      const count = await sweepBatch(caller)
      total += count
      if (count < batch) return total
    }
  }
}
