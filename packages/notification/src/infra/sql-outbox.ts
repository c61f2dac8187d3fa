import type { Xid } from '@lgc/kernel'
import { isOne, unlessTaken } from '@lgc/sql'
import type { Insertable, Kysely, Selectable } from 'kysely'
import type { Outbox } from '../app/ports.ts'
import type { Message, MessageData, NewMessage } from '../domain/message.ts'
import type { NotificationTables } from './tables.ts'

type Row = NotificationTables['messages']

/** How many due messages are looked at by one claim: others may take the first ones in the meantime. */
const candidates = 20

/** Every guard stands in the WHERE clause: a message is taken once, and settled by whoever took it last. */
export function sqlOutbox(db: Kysely<NotificationTables>): Outbox {
  const find = async (xid: Xid): Promise<Message | undefined> => {
    const row = await db.selectFrom('messages').selectAll().where('xid', '=', xid).executeTakeFirst()
    return row && fromRow(row)
  }

  return {
    find,

    async add(message) {
      return unlessTaken(db.insertInto('messages').values(toRow(message)).execute())
    },

    async list({ state, limit }) {
      const all = db.selectFrom('messages').selectAll().orderBy('id', 'desc').limit(limit)
      const rows = await (state === null ? all : all.where('state', '=', state)).execute()
      return rows.map(fromRow)
    },

    /** By the index messages_by_recipient. */
    async timesSent(recipient, kinds, since) {
      const rows = await db
        .selectFrom('messages')
        .select('created_at')
        .where('recipient', '=', recipient)
        .where('created_at', '>', since)
        .where('kind', 'in', kinds)
        .orderBy('created_at', 'desc')
        .limit(100)
        .execute()
      return rows.map(({ created_at }) => created_at)
    },

    /** By the index messages_by_due. */
    async claim(channels, now, leaseUntil) {
      const due = await db
        .selectFrom('messages')
        .select('xid')
        .where('state', 'in', ['queued', 'failed'])
        .where('next_attempt_at', '<=', now)
        .where('channel', 'in', channels)
        .orderBy('next_attempt_at')
        .limit(candidates)
        .execute()
      for (const { xid } of due) {
        const taken = await db
          .updateTable('messages')
          .set((eb) => ({ attempts: eb('attempts', '+', 1), next_attempt_at: leaseUntil }))
          .where('xid', '=', xid)
          .where('state', 'in', ['queued', 'failed'])
          .where('next_attempt_at', '<=', now)
          .executeTakeFirst()
        if (isOne(taken)) return find(xid)
      }
      return undefined
    },

    ...settling(db),
  }
}

type Settling = Pick<Outbox, 'markSent' | 'markFailed' | 'requeue' | 'forgetOld'>

function settling(db: Kysely<NotificationTables>): Settling {
  return {
    async markSent(xid, at) {
      const result = await db
        .updateTable('messages')
        .set({ state: 'sent', sent_at: at, data: null, last_error: null })
        .where('xid', '=', xid)
        .where('state', '!=', 'sent')
        .executeTakeFirst()
      return isOne(result)
    },

    async markFailed({ xid, attempts, nextAttemptAt: lease }, { error, nextAttemptAt }) {
      const result = await db
        .updateTable('messages')
        .set({
          state: nextAttemptAt === null ? 'parked' : 'failed',
          next_attempt_at: nextAttemptAt ?? lease,
          last_error: error,
        })
        .where('xid', '=', xid)
        .where('attempts', '=', attempts)
        .where('state', 'in', ['queued', 'failed'])
        .executeTakeFirst()
      return isOne(result)
    },

    async requeue(xid, at) {
      const result = await db
        .updateTable('messages')
        .set({ state: 'queued', attempts: 0, next_attempt_at: at })
        .where('xid', '=', xid)
        .where('state', 'in', ['failed', 'parked'])
        .where('data', 'is not', null)
        .executeTakeFirst()
      return isOne(result)
    },

    /** By the index messages_by_due: a message that is settled keeps the end of its last lease. */
    async forgetOld(state, before, limit) {
      const old = await db
        .selectFrom('messages')
        .select('xid')
        .where('state', '=', state)
        .where('next_attempt_at', '<', before)
        .orderBy('next_attempt_at')
        .limit(limit)
        .execute()
      if (old.length === 0) return 0
      const xids = old.map(({ xid }) => xid)
      const { numDeletedRows } = await db
        .deleteFrom('messages')
        .where('xid', 'in', xids)
        .where('state', '=', state)
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}

function toRow(message: NewMessage): Insertable<Row> {
  return {
    xid: message.xid,
    kind: message.kind,
    channel: message.channel,
    recipient: message.recipient,
    language: message.language,
    client_id: message.clientId,
    data: JSON.stringify(message.data),
    dedupe_id: message.dedupeId,
    state: 'queued',
    attempts: 0,
    next_attempt_at: message.createdAt,
    last_error: null,
    created_at: message.createdAt,
    expires_at: message.expiresAt,
    sent_at: null,
  }
}

function fromRow(row: Selectable<Row>): Message {
  return {
    xid: row.xid,
    kind: row.kind,
    channel: row.channel,
    recipient: row.recipient,
    language: row.language,
    clientId: row.client_id,
    data: row.data === null ? null : decodeData(row.data),
    dedupeId: row.dedupe_id,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    lastError: row.last_error,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    sentAt: row.sent_at,
  }
}

function decodeData(text: string): MessageData {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) throw new Error('The content of a message is no record')
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)]))
}
