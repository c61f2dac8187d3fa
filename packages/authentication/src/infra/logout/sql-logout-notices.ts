import type { Xid } from '@lgc/kernel'
import { isOne } from '@lgc/sql'
import type { Insertable, Kysely, Selectable } from 'kysely'
import type { LogoutNotices } from '../../app/logout/ports.ts'
import type { LogoutNotice } from '../../domain/logout/logout-notice.ts'
import type { AuthenticationTables } from '../tables.ts'

type Row = AuthenticationTables['logout_notices']

/** How many due notices are looked at by one claim: others may take the first ones in the meantime. */
const candidates = 20
const rowsAtOnce = 200

/** Every guard stands in the WHERE clause: a notice is taken once, and settled by whoever took it last. */
export function sqlLogoutNotices(db: Kysely<AuthenticationTables>): LogoutNotices {
  const find: LogoutNotices['find'] = async (xid) => {
    const row = await db.selectFrom('logout_notices').selectAll().where('xid', '=', xid).executeTakeFirst()
    return row && fromRow(row)
  }

  return {
    find,

    async add(notices) {
      for (let first = 0; first < notices.length; first += rowsAtOnce) {
        const rows = notices.slice(first, first + rowsAtOnce).map(toRow)
        await db.insertInto('logout_notices').values(rows).execute()
      }
    },

    async list({ state, limit }) {
      const all = db.selectFrom('logout_notices').selectAll().orderBy('id', 'desc').limit(limit)
      const rows = await (state === null ? all : all.where('state', '=', state)).execute()
      return rows.map(fromRow)
    },

    /** By the index logout_notices_by_due; so are those below. */
    async count(states) {
      const counted = await db
        .selectFrom('logout_notices')
        .select((eb) => eb.fn.countAll().as('notices'))
        .where('state', 'in', states)
        .executeTakeFirst()
      return Number(counted?.notices ?? 0)
    },

    async claim(now, leaseUntil, except) {
      const ready = db
        .selectFrom('logout_notices')
        .select('xid')
        .where('state', 'in', ['queued', 'failed'])
        .where('next_attempt_at', '<=', now)
        .orderBy('next_attempt_at')
        .limit(candidates)
      const due = await (except.length > 0 ? ready.where('client_id', 'not in', except) : ready).execute()
      for (const { xid } of due) {
        const taken = await db
          .updateTable('logout_notices')
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

type Settling = Pick<LogoutNotices, 'markSent' | 'markFailed' | 'requeue'>

function settling(db: Kysely<AuthenticationTables>): Settling {
  const update = (xid: Xid) => db.updateTable('logout_notices').where('xid', '=', xid)
  return {
    async markSent(xid, at) {
      const result = await update(xid)
        .set({ state: 'sent', sent_at: at, last_error: null })
        .where('state', '!=', 'sent')
        .executeTakeFirst()
      return isOne(result)
    },

    async markFailed({ xid, attempts, nextAttemptAt: lease }, { error, nextAttemptAt }) {
      const result = await update(xid)
        .set({
          state: nextAttemptAt === null ? 'parked' : 'failed',
          next_attempt_at: nextAttemptAt ?? lease,
          last_error: error,
        })
        .where('attempts', '=', attempts)
        .where('state', 'in', ['queued', 'failed'])
        .executeTakeFirst()
      return isOne(result)
    },

    async requeue(xid, at) {
      const result = await update(xid)
        .set({ state: 'queued', attempts: 0, next_attempt_at: at })
        .where('state', 'in', ['failed', 'parked'])
        .executeTakeFirst()
      return isOne(result)
    },
  }
}

function toRow(notice: LogoutNotice): Insertable<Row> {
  return {
    xid: notice.xid,
    client_id: notice.clientId,
    person_xid: notice.personXid,
    session_xid: notice.sessionXid,
    state: notice.state,
    attempts: notice.attempts,
    next_attempt_at: notice.nextAttemptAt,
    last_error: notice.lastError,
    created_at: notice.createdAt,
    sent_at: notice.sentAt,
  }
}

function fromRow(row: Selectable<Row>): LogoutNotice {
  return {
    xid: row.xid,
    clientId: row.client_id,
    personXid: row.person_xid,
    sessionXid: row.session_xid,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    lastError: row.last_error,
    createdAt: row.created_at,
    sentAt: row.sent_at,
  }
}
