import type { Instant, Xid } from '@lgc/kernel'
import type { GeneratedAlways } from 'kysely'
import type { Channel, Language, MessageKind, MessageState } from '../domain/message.ts'

export interface NotificationTables {
  messages: {
    id: GeneratedAlways<number>
    xid: Xid
    kind: MessageKind
    channel: Channel
    recipient: string
    language: Language
    client_id: string | null
    data: string | null
    dedupe_id: string
    state: MessageState
    attempts: number
    next_attempt_at: Instant
    last_error: string | null
    created_at: Instant
    expires_at: Instant | null
    sent_at: Instant | null
  }
}
