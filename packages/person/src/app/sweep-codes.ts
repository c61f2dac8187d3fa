import { type Caller, type Clock, type Transact, type Xid, inBatches, later } from '@lgc/kernel'
import { rememberedInSeconds } from '../domain/one-time-code.ts'
import type { PersonUnit } from './ports.ts'

const batch = 500

/** Drops the one-time codes that no limit asks about any more; tells how many. */
export type SweepCodes = (caller: Caller) => Promise<number>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  /** Under which the record of it is found. */
  readonly serviceXid: Xid
  readonly now: Clock
}

export function sweepCodes({ transact, serviceXid, now }: Dependencies): SweepCodes {
  return (caller) =>
    inBatches(batch, (limit) =>
      transact(caller, async ({ codes, record }) => {
        const count = await codes.forgetOlder(later(now(), -rememberedInSeconds), limit)
        const target = { type: 'service', xid: serviceXid }
        if (count > 0) await record({ action: 'one_time_codes.swept', target, details: { count } })
        return count
      }),
    )
}
