import type { Caller, Transact } from '@lgc/kernel'
import { type DialectName, deletionGuard, transactOn } from '@lgc/sql'
import { type Kysely, sql } from 'kysely'
import type { Retention } from '../app/ports.ts'
import type { SealedLog } from '../domain/seal.ts'
import type { AuditTables } from './tables.ts'

const rowsAtATime = 5000

const pruner: Caller = {
  requestId: 'audit-pruner',
  address: 'local',
  userAgent: 'lgc',
  agent: { type: 'system', xid: null },
}

type Remove = (db: Kysely<AuditTables>, xids: readonly string[]) => Promise<unknown>

const removeFrom: Record<SealedLog, Remove> = {
  audit_log: (db, xids) => db.deleteFrom('audit_log').where('xid', 'in', xids).execute(),
  security_log: (db, xids) => db.deleteFrom('security_log').where('xid', 'in', xids).execute(),
}

/**
 * Lifts the guard against deletion for one chunk at a time. On SQLite nobody ever sees the log without it;
 * MySQL and MariaDB commit such a statement at once, so there the account needs the right to make triggers.
 */
export function sqlRetention(db: Kysely<AuditTables>, dialect: DialectName): Retention {
  const transact: Transact<Kysely<AuditTables>> = transactOn(db, (trx) => trx)
  const unguarded = (tables: readonly string[], work: (trx: Kysely<AuditTables>) => Promise<void>) =>
    transact(pruner, async (trx) => {
      const guards = tables.map((table) => deletionGuard(dialect, table))
      try {
        for (const { name } of guards) await sql`drop trigger if exists ${sql.raw(name)}`.execute(trx)
        await work(trx)
      } finally {
        for (const { name, create } of guards) {
          await sql`drop trigger if exists ${sql.raw(name)}`.execute(trx)
          await sql.raw(create).execute(trx)
        }
      }
    })

  return {
    async removePlaced(log, lastPosition) {
      const rows = await db
        .selectFrom('audit_sealed_rows')
        .select('xid')
        .where('log', '=', log)
        .where('position', '<=', lastPosition)
        .orderBy('position')
        .limit(rowsAtATime)
        .execute()
      if (rows.length === 0) return 0
      const xids = rows.map(({ xid }) => xid)
      await unguarded([log, 'audit_sealed_rows'], async (trx) => {
        // The positions go last: until then whoever carries on knows which rows are meant.
        await removeFrom[log](trx, xids)
        await trx.deleteFrom('audit_sealed_rows').where('xid', 'in', xids).execute()
      })
      return rows.length
    },
    async removeRequests(before) {
      const rows = await db
        .selectFrom('request_log')
        .select('xid')
        .where('created_at', '<', before)
        .orderBy('created_at')
        .limit(rowsAtATime)
        .execute()
      if (rows.length === 0) return 0
      const xids = rows.map(({ xid }) => xid)
      await unguarded(['request_log'], async (trx) => {
        await trx.deleteFrom('request_log').where('xid', 'in', xids).execute()
      })
      return rows.length
    },
  }
}
