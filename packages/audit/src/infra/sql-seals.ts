import { type Xid, instant } from '@lgc/kernel'
import { unlessTaken } from '@lgc/sql'
import type { Insertable, Kysely, Selectable } from 'kysely'
import type { Seals } from '../app/ports.ts'
import { type Seal, sealedLogs } from '../domain/seal.ts'
import type { AuditTables } from './tables.ts'

/** Short statements, so that the event loop and the other writers get their turns between them. */
const rowsAtATime = 250

export function sqlSeals(db: Kysely<AuditTables>): Seals {
  const newestFirst = db.selectFrom('audit_seals').selectAll().orderBy('sequence', 'desc').limit(1)
  return {
    async findHead() {
      const row = await newestFirst.executeTakeFirst()
      return row && fromRow(row)
    },
    async findNewest(log, kind) {
      const row = await newestFirst.where('log', '=', log).where('kind', '=', kind).executeTakeFirst()
      return row && fromRow(row)
    },
    async findNewestBatchBefore(log, before) {
      const row = await newestFirst
        .where('log', '=', log)
        .where('kind', '=', 'batch')
        .where('covered_until', '<', before)
        .executeTakeFirst()
      return row && fromRow(row)
    },
    async listAfter(sequence, limit) {
      const rows = await db
        .selectFrom('audit_seals')
        .selectAll()
        .where('sequence', '>', sequence)
        .orderBy('sequence')
        .limit(limit)
        .execute()
      return rows.map(fromRow)
    },
    async listTombstones() {
      const rows = await db
        .selectFrom('audit_seals')
        .selectAll()
        .where('log', 'in', sealedLogs)
        .where('kind', '=', 'tombstone')
        .orderBy('sequence')
        .execute()
      return rows.map(fromRow)
    },
    async add(seal, rows) {
      const isNext = await unlessTaken(db.insertInto('audit_seals').values(toRow(seal)).execute())
      if (!isNext) return false
      for (let start = 0; start < rows.length; start += rowsAtATime) {
        const some = rows.slice(start, start + rowsAtATime).map((row) => ({ ...row, log: seal.log }))
        await db.insertInto('audit_sealed_rows').values(some).execute()
      }
      return true
    },
  }
}

function toRow(seal: Seal): Insertable<AuditTables['audit_seals']> {
  return {
    xid: seal.xid,
    sequence: seal.sequence,
    kind: seal.kind,
    log: seal.log,
    first_position: seal.firstPosition,
    last_position: seal.lastPosition,
    row_count: seal.count,
    covered_until: seal.coveredUntil,
    rows_digest: seal.rowsDigest,
    previous_digest: seal.previousDigest,
    digest: seal.digest,
    key_id: seal.keyId,
    signature: seal.signature,
    sealed_at: seal.sealedAt,
  }
}

/** Takes whatever stands there: a seal that was tampered with has to reach the verification. */
function fromRow(row: Selectable<AuditTables['audit_seals']>): Seal {
  return {
    xid: row.xid as Xid,
    sequence: row.sequence,
    kind: row.kind as Seal['kind'],
    log: row.log as Seal['log'],
    firstPosition: row.first_position,
    lastPosition: row.last_position,
    count: row.row_count,
    coveredUntil: instant(row.covered_until),
    rowsDigest: row.rows_digest,
    previousDigest: row.previous_digest,
    digest: row.digest,
    keyId: row.key_id,
    signature: row.signature,
    sealedAt: instant(row.sealed_at),
  }
}
