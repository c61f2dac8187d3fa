import type { SweepExpired, Swept, TendKeys } from '@lgc/authentication'
import type { SweepIdempotencyKeys } from '@lgc/client'
import type { Caller } from '@lgc/kernel'
import type { SweepMessages } from '@lgc/notification'
import type { SweepAttempts, SweepCodes } from '@lgc/person'

/** Removes everything that is of no more use, and rotates keys; tells how much of what. */
export type Sweep = () => Promise<
  Swept & {
    readonly sign_in_attempts: number
    readonly otp_challenges: number
    readonly idempotency_keys: number
    readonly messages: number
    readonly signing_keys: number
  }
>

type Sweepers = {
  readonly expired: SweepExpired
  readonly attempts: SweepAttempts
  readonly codes: SweepCodes
  readonly idempotencyKeys: SweepIdempotencyKeys
  readonly messages: SweepMessages
  readonly signingKeys: TendKeys
}

export function sweepWith(sweepers: Sweepers, service: () => Caller): Sweep {
  const { expired, attempts, codes, idempotencyKeys, messages, signingKeys } = sweepers
  return async () => {
    const caller = service()
    return {
      ...(await expired(caller)),
      sign_in_attempts: await attempts(caller),
      otp_challenges: await codes(caller),
      idempotency_keys: await idempotencyKeys(caller),
      messages: await messages(caller),
      signing_keys: await signingKeys(caller),
    }
  }
}
