import { type Caller, type Clock, type Transact, type Xid, inBatches, later } from '@lgc/kernel'
import { keptInSeconds } from '../domain/delivery.ts'
import type { SettledState } from '../domain/message.ts'
import type { NotificationUnit } from './ports.ts'

const batch = 500

/** Deletes messages that were sent or given up long ago, a little at a time; tells how many. */
export type SweepMessages = (caller: Caller) => Promise<number>

type Dependencies = {
  readonly transact: Transact<NotificationUnit>
  /** Under which the record of it is found. */
  readonly serviceXid: Xid
  readonly now: Clock
}

export function sweepMessages({ transact, serviceXid, now }: Dependencies): SweepMessages {
  const sweep = (state: SettledState, caller: Caller): Promise<number> =>
    inBatches(batch, (limit) =>
      transact(caller, async ({ outbox, record }) => {
        const count = await outbox.forgetOld(state, later(now(), -keptInSeconds[state]), limit)
        const target = { type: 'service', xid: serviceXid }
        if (count > 0) await record({ action: 'messages.swept', target, details: { state, count } })
        return count
      }),
    )
  return async (caller) => (await sweep('sent', caller)) + (await sweep('parked', caller))
}
