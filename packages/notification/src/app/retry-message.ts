import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { NotificationUnit } from './ports.ts'

export type RetryRefusal = 'message_not_found' | 'message_not_waiting' | 'message_expired'

/** Makes a message that failed or was parked due at once, with all its attempts before it again. */
export type RetryMessage = (xid: Xid, caller: Caller) => Promise<Result<null, RetryRefusal>>

type Dependencies = { readonly transact: Transact<NotificationUnit>; readonly now: Clock }

export function retryMessage({ transact, now }: Dependencies): RetryMessage {
  return (xid, caller) =>
    transact(caller, async ({ outbox, record }) => {
      const message = await outbox.find(xid)
      if (!message) return refuse('message_not_found')
      if (message.expiresAt !== null && message.expiresAt <= now()) return refuse('message_expired')
      if (!(await outbox.requeue(xid, now()))) return refuse('message_not_waiting')
      await record({
        action: 'message.retried',
        target: { type: 'message', xid },
        details: { kind: message.kind },
      })
      return accept(null)
    })
}
