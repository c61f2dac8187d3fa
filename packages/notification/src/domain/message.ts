import type { Instant, Xid } from '@lgc/kernel'

export const messageKinds = [
  'password_reset',
  'password_changed',
  'email_verification',
  'one_time_code',
  'email_change',
  'email_change_requested',
  'email_changed',
  'account_exists',
  'phone_change',
  'phone_changed',
] as const
export type MessageKind = (typeof messageKinds)[number]

export type Channel = 'email' | 'sms'

export type Language = 'en' | 'ja'

/** `failed` is tried again; `parked` was tried too often, or came too late, and waits for an operator. */
export type MessageState = 'queued' | 'sent' | 'failed' | 'parked'

/** Nothing happens to these by itself any more. */
export type SettledState = Extract<MessageState, 'sent' | 'parked'>

/** What the message says beyond its template; the token of a link and the digits of a code are here and nowhere else. */
export type MessageData = Readonly<Record<string, string>>

/** Something to be told to somebody, as another context asks for it. */
export type NewMessage = {
  readonly xid: Xid
  readonly kind: MessageKind
  readonly channel: Channel
  readonly recipient: string
  readonly language: Language
  /** The public name of the client whose brand it wears; null for the service's own. */
  readonly clientId: string | null
  readonly data: MessageData
  /** One message for each: whatever is queued twice under it is sent once, and carries it as its Message-ID. */
  readonly dedupeId: string
  /** After this it is of no use any more. */
  readonly expiresAt: Instant | null
  readonly createdAt: Instant
}

/** A message in the outbox. Its content is forgotten once it was delivered. */
export type Message = Omit<NewMessage, 'data'> & {
  readonly data: MessageData | null
  readonly state: MessageState
  readonly attempts: number
  readonly nextAttemptAt: Instant
  readonly sentAt: Instant | null
  /** What was wrong with the last attempt, in the words of the channel. */
  readonly lastError: string | null
}
