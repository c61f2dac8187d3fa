import type { Instant, Trail, Xid } from '@lgc/kernel'
import type { Brand, Mail } from '../domain/compose-mail.ts'
import type { ShortMessage } from '../domain/compose-short-message.ts'
import type { NotificationAction } from '../domain/events.ts'
import type {
  Channel,
  Message,
  MessageKind,
  MessageState,
  NewMessage,
  SettledState,
} from '../domain/message.ts'

export type FailedAttempt = {
  readonly error: string
  /** When to try again; null parks the message. */
  readonly nextAttemptAt: Instant | null
}

export interface Outbox {
  /** Resolves to false when there is one of the same dedupe id already. */
  add(message: NewMessage): Promise<boolean>
  find(xid: Xid): Promise<Message | undefined>
  /** Newest first; `state` null means any. */
  list(wanted: { readonly state: MessageState | null; readonly limit: number }): Promise<readonly Message[]>
  /** When the newest messages of some kinds were queued for a recipient. */
  timesSent(recipient: string, kinds: readonly MessageKind[], since: Instant): Promise<readonly Instant[]>
  /** Takes a message that is due by one of the channels. Of many that ask at once, each gets another or none. */
  claim(channels: readonly Channel[], now: Instant, leaseUntil: Instant): Promise<Message | undefined>
  /** Forgets the content along with it. Resolves to false when it was marked before. */
  markSent(xid: Xid, at: Instant): Promise<boolean>
  /** Does nothing when somebody else has taken the message since. */
  markFailed(message: Message, failed: FailedAttempt): Promise<boolean>
  /** Deletes up to so many that nobody will touch any more and that were last touched before; tells how many. */
  forgetOld(state: SettledState, before: Instant, limit: number): Promise<number>
  /** Resolves to false when the message is not waiting for this, or its content is gone. */
  requeue(xid: Xid, at: Instant): Promise<boolean>
}

/** Everything a use case of this context may touch inside one transaction. */
export type NotificationUnit = Trail<NotificationAction, never> & { readonly outbox: Outbox }

/** Hands a mail over to whoever delivers it; rejects when that did not take it. */
export type Deliver = (mail: Mail) => Promise<void>

/** The same for a message to a phone. */
export type DeliverShort = (message: ShortMessage) => Promise<void>

/** The ways out. What has none waits in the outbox. */
export type Deliveries = { readonly email: Deliver | null; readonly sms: DeliverShort | null }

/** The brand of a client, kept by another context; the service's own for null and for a client that is gone. */
export type FindBrand = (clientId: string | null) => Promise<Brand>

/** A number from 0 up to 1. */
export type Chance = () => number
