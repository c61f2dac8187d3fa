import type { SweepExpired, Swept } from '@lgc/authentication'
import type { Caller, NewXid } from '@lgc/kernel'
import type { SweepAttempts } from '@lgc/person'

/** Removes everything that is of no more use; tells how much of what. */
export type Sweep = () => Promise<Swept & { readonly sign_in_attempts: number }>

export function sweepWith(sweepExpired: SweepExpired, sweepAttempts: SweepAttempts, newXid: NewXid): Sweep {
  return async () => {
    const caller: Caller = {
      requestId: newXid(),
      address: 'local',
      userAgent: 'lgc',
      agent: { type: 'system', xid: null },
    }
    return { ...(await sweepExpired(caller)), sign_in_attempts: await sweepAttempts(caller) }
  }
}
