import { type Xid, instant } from '@lgc/kernel'
import { type Kysely, sql } from 'kysely'
import type { SealableLog } from '../app/ports.ts'
import type { Placed } from '../domain/check-batch.ts'
import type { LogRow, SealedLog } from '../domain/seal.ts'
import type { AuditTables } from './tables.ts'

type Row = Readonly<Record<string, string | number | null>>
type PlacedRow = Row & { sealed_xid: string; position: number; digest: string }

/** All that a row says, in the order in which it is digested. It never changes: digests are made of it. */
const columns: Record<SealedLog, readonly string[]> = {
  audit_log: [
    'xid',
    'target_type',
    'target_xid',
    'action',
    'agent_type',
    'agent_xid',
    'request_id',
    'ip_address',
    'user_agent',
    'metadata',
    'created_at',
  ],
  security_log: [
    'xid',
    'event_type',
    'identifier',
    'identifier_hmac',
    'client_id_claimed',
    'request_id',
    'ip_address',
    'user_agent',
    'details',
    'created_at',
  ],
}

/** Reads a log for the sealer. The row number is digested with the row and goes nowhere else. */
export function sqlSealableLog(db: Kysely<AuditTables>, name: SealedLog): SealableLog {
  const log = sql.table(name)
  const names = columns[name]
  const all = sql.join(['id', ...names].map((column) => sql.ref(`l.${column}`)))

  const rowOf = (row: Row): LogRow => ({
    xid: String(row['xid']) as Xid,
    number: Number(row['id']),
    at: instant(Number(row['created_at'])),
    content: JSON.stringify(names.map((column) => row[column])),
  })
  const placedOf = (row: PlacedRow): Placed => ({
    xid: row.sealed_xid as Xid,
    position: row.position,
    digest: row.digest,
    row: row['id'] === null ? null : rowOf(row),
  })
  const countOf = async (counted: ReturnType<typeof sql<{ count: number | bigint }>>): Promise<number> =>
    Number((await counted.execute(db)).rows[0]?.count ?? 0)

  return {
    name,
    async listUnsealed({ from, until, after }, limit) {
      const behind = after
        ? sql`and l.created_at >= ${after.at} and (l.created_at > ${after.at} or l.id > ${after.number})`
        : sql``
      const { rows } = await sql<Row>`
        select ${all} from ${log} as l left join audit_sealed_rows as s on s.xid = l.xid
        where s.xid is null and l.created_at >= ${from} and l.created_at < ${until} ${behind}
        order by l.created_at, l.id limit ${limit}`.execute(db)
      return rows.map(rowOf)
    },
    async listPlaced(firstPosition, lastPosition) {
      const { rows } = await sql<PlacedRow>`
        select s.xid as sealed_xid, s.position, s.digest, ${all}
        from audit_sealed_rows as s left join ${log} as l on l.xid = s.xid
        where s.log = ${name} and s.position between ${firstPosition} and ${lastPosition}
        order by s.position`.execute(db)
      return rows.map(placedOf)
    },
    countBefore: (until) => countOf(sql`select count(*) as count from ${log} where created_at < ${until}`),
    countPlaced: (lastPosition) =>
      countOf(sql`
        select count(*) as count from audit_sealed_rows as s join ${log} as l on l.xid = s.xid
        where s.log = ${name} and s.position <= ${lastPosition}`),
    async listStrangers(until, lastPosition, limit) {
      const { rows } = await sql<{ xid: string }>`
        select l.xid from ${log} as l left join audit_sealed_rows as s
        on s.xid = l.xid and s.log = ${name} and s.position between 1 and ${lastPosition}
        where s.xid is null and l.created_at < ${until}
        order by l.created_at, l.id limit ${limit}`.execute(db)
      return rows.map(({ xid }) => xid as Xid)
    },
  }
}
