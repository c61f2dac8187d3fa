import { type Instant, type NewXid, type Xid, later } from '@lgc/kernel'
import { unlessTaken } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { GivenAnswers, KeptAnswers, Once } from '../app/ports.ts'
import type { ClientTables } from './tables.ts'

const lifetimeInSeconds = 86_400

/** By the unique key idempotency_keys_part, which also settles who is first. */
export function sqlIdempotencyKeys(db: Kysely<ClientTables>, newXid: NewXid): GivenAnswers {
  const idOf = (xid: Xid) => db.selectFrom('clients').select('id').where('xid', '=', xid) as never

  /** The parts of a request end together, with the first. */
  const forgetEnded = async ({ clientXid, key, part }: Once, now: Instant): Promise<void> => {
    if (part > 0) return
    const ofKey = db
      .deleteFrom('idempotency_keys')
      .where('client_id', '=', idOf(clientXid))
      .where('idempotency_key', '=', key)
    const first = await ofKey
      .where('part', '=', 0)
      .where('created_at', '<=', later(now, -lifetimeInSeconds))
      .executeTakeFirst()
    if (first.numDeletedRows > 0n) await ofKey.execute()
  }

  return {
    async find({ clientXid, key, part }, now) {
      const row = await db
        .selectFrom('idempotency_keys')
        .select(['request_hmac', 'response', 'created_at'])
        .where('client_id', '=', idOf(clientXid))
        .where('idempotency_key', '=', key)
        .where('part', '=', part)
        .executeTakeFirst()
      const hasEnded = part === 0 && row !== undefined && row.created_at <= later(now, -lifetimeInSeconds)
      if (!row || row.response === null || hasEnded) return undefined
      return { requestHmac: row.request_hmac, answer: row.response }
    },

    async claim(request, now) {
      await forgetEnded(request, now)
      const { clientXid, key, part, requestHmac } = request
      const row = {
        xid: newXid(),
        client_id: idOf(clientXid),
        idempotency_key: key,
        part,
        request_hmac: requestHmac,
        response: null,
        created_at: now,
      }
      return unlessTaken(db.insertInto('idempotency_keys').values(row).execute())
    },

    async save({ clientXid, key, part }, answer) {
      await db
        .updateTable('idempotency_keys')
        .set({ response: answer })
        .where('client_id', '=', idOf(clientXid))
        .where('idempotency_key', '=', key)
        .where('part', '=', part)
        .execute()
    },
  }
}

/**
 * By the index idempotency_keys_by_age. The parts of a request end with the first, and the later ones are
 * younger: an hour more lets all of them end.
 */
export function sqlKeptAnswers(db: Kysely<ClientTables>): KeptAnswers {
  return {
    async forgetStale(now, limit) {
      const until = later(now, -(lifetimeInSeconds + 3600))
      const stale = await db
        .selectFrom('idempotency_keys')
        .select('xid')
        .where('created_at', '<=', until)
        .limit(limit)
        .execute()
      if (stale.length === 0) return 0
      const xids = stale.map(({ xid }) => xid)
      const { numDeletedRows } = await db
        .deleteFrom('idempotency_keys')
        .where('xid', 'in', xids)
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}
