import type { Clock, NewXid } from '@lgc/kernel'
import type { NewMessage } from '../domain/message.ts'
import { firstThatCounts, limitedKinds, mayBeSent } from '../domain/send-limits.ts'
import type { Outbox } from './ports.ts'

export type WantedMessage = Omit<NewMessage, 'xid' | 'createdAt'>

/** How other contexts have something said, in their own transaction: what they ask for is sent if they commit. */
export interface QueuedMessages {
  /** Whether the recipient may be sent another message that anybody can ask for. */
  mayBeSentTo(recipient: string): Promise<boolean>
  queue(message: WantedMessage): Promise<void>
}

type Dependencies = {
  readonly outbox: Pick<Outbox, 'add' | 'timesSent'>
  readonly newXid: NewXid
  readonly now: Clock
}

export function queueMessages({ outbox, newXid, now }: Dependencies): QueuedMessages {
  return {
    async mayBeSentTo(recipient) {
      const at = now()
      return mayBeSent(await outbox.timesSent(recipient, limitedKinds, firstThatCounts(at)), at)
    },
    async queue(message) {
      await outbox.add({ ...message, xid: newXid(), createdAt: now() })
    },
  }
}
