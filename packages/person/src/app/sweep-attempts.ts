import { type Caller, type Clock, type Transact, type Xid, inBatches } from '@lgc/kernel'
import type { PersonUnit } from './ports.ts'

const batch = 500

/** Drops the counters of attempts in which nothing has happened for a day; tells how many. */
export type SweepAttempts = (caller: Caller) => Promise<number>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  /** Under which the record of it is found. */
  readonly serviceXid: Xid
  readonly now: Clock
}

export function sweepAttempts({ transact, serviceXid, now }: Dependencies): SweepAttempts {
  return (caller) =>
    inBatches(batch, (limit) =>
      transact(caller, async ({ attempts, record }) => {
        const count = await attempts.forgetStale(now(), limit)
        const target = { type: 'service', xid: serviceXid }
        if (count > 0) await record({ action: 'sign_in_attempts.swept', target, details: { count } })
        return count
      }),
    )
}
