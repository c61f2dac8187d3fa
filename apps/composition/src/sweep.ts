import type { SweepExpired, Swept } from '@lgc/authentication'
import type { SweepIdempotencyKeys } from '@lgc/client'
import type { Caller, NewXid } from '@lgc/kernel'
import type { SweepMessages } from '@lgc/notification'
import type { SweepAttempts } from '@lgc/person'

/** Removes everything that is of no more use; tells how much of what. */
export type Sweep = () => Promise<
  Swept & {
    readonly sign_in_attempts: number
    readonly idempotency_keys: number
    readonly messages: number
  }
>

type Sweepers = {
  readonly expired: SweepExpired
  readonly attempts: SweepAttempts
  readonly idempotencyKeys: SweepIdempotencyKeys
  readonly messages: SweepMessages
}

export function sweepWith({ expired, attempts, idempotencyKeys, messages }: Sweepers, newXid: NewXid): Sweep {
  return async () => {
    const caller: Caller = {
      requestId: newXid(),
      address: 'local',
      userAgent: 'lgc',
      agent: { type: 'system', xid: null },
    }
    return {
      ...(await expired(caller)),
      sign_in_attempts: await attempts(caller),
      idempotency_keys: await idempotencyKeys(caller),
      messages: await messages(caller),
    }
  }
}
