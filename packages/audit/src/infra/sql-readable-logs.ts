import { type Xid, instant } from '@lgc/kernel'
import { type Expression, type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import type { LogPlace, ReadableLog } from '../app/ports.ts'
import type { AuditEntry, NotedRequest, SecurityEvent } from '../domain/log-entry.ts'
import type { AuditFilter, RequestFilter, SecurityFilter } from '../domain/log-filter.ts'
import type { AuditTables } from './tables.ts'

type Log = 'audit_log' | 'security_log' | 'request_log'
type Columns<Filter> = Readonly<Record<Exclude<keyof Filter, 'from' | 'to'> & string, string>>

/** What changed. Every filter has an index that ends in the order of reading: `audit_log_by_…_created_at`. */
export function sqlReadableAuditLog(db: Kysely<AuditTables>): ReadableLog<AuditEntry, AuditFilter> {
  const columns: Columns<AuditFilter> = {
    action: 'action',
    agentXid: 'agent_xid',
    targetXid: 'target_xid',
    requestId: 'request_id',
    address: 'ip_address',
  }
  return {
    findPlace: (xid) => findPlace(db, 'audit_log', xid),
    async list(filter, after, limit) {
      const rows = await db
        .selectFrom('audit_log')
        .selectAll('audit_log')
        .innerJoin(
          near(db, 'audit_log', { asked: asked(filter, columns), after, limit }),
          'near.id',
          'audit_log.id',
        )
        .orderBy('created_at', 'desc')
        .orderBy('audit_log.id', 'desc')
        .execute()
      return rows.map(auditEntryOf)
    },
  }
}

/** What was refused or looked wrong; indexes `security_log_by_…_created_at`. */
export function sqlReadableSecurityLog(db: Kysely<AuditTables>): ReadableLog<SecurityEvent, SecurityFilter> {
  const columns: Columns<SecurityFilter> = {
    event: 'event_type',
    identifierHmac: 'identifier_hmac',
    claimedClientId: 'client_id_claimed',
    requestId: 'request_id',
    address: 'ip_address',
  }
  return {
    findPlace: (xid) => findPlace(db, 'security_log', xid),
    async list(filter, after, limit) {
      const rows = await db
        .selectFrom('security_log')
        .selectAll('security_log')
        .innerJoin(
          near(db, 'security_log', { asked: asked(filter, columns), after, limit }),
          'near.id',
          'security_log.id',
        )
        .orderBy('created_at', 'desc')
        .orderBy('security_log.id', 'desc')
        .execute()
      return rows.map(securityEventOf)
    },
  }
}

/** What was served; indexes `request_log_by_…_created_at`. */
export function sqlReadableRequestLog(db: Kysely<AuditTables>): ReadableLog<NotedRequest, RequestFilter> {
  const columns: Columns<RequestFilter> = {
    clientXid: 'client_xid',
    apiKeyXid: 'api_key_xid',
    personXid: 'person_xid',
    requestId: 'request_id',
    address: 'ip_address',
  }
  return {
    findPlace: (xid) => findPlace(db, 'request_log', xid),
    async list(filter, after, limit) {
      const rows = await db
        .selectFrom('request_log')
        .selectAll('request_log')
        .innerJoin(
          near(db, 'request_log', { asked: asked(filter, columns), after, limit }),
          'near.id',
          'request_log.id',
        )
        .orderBy('created_at', 'desc')
        .orderBy('request_log.id', 'desc')
        .execute()
      return rows.map(requestOf)
    },
  }
}

type Cut = {
  readonly asked: readonly Expression<SqlBool>[]
  readonly after: LogPlace | undefined
  readonly limit: number
}

/** The keys of a page, cut by an index before a row is read. */
function near(db: Kysely<AuditTables>, log: Log, { asked, after, limit }: Cut) {
  return db
    .selectFrom(log)
    .select('id')
    .where(({ and }) => and([...asked, ...behind(log, after)]))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .as('near')
}

async function findPlace(db: Kysely<AuditTables>, log: Log, xid: Xid): Promise<LogPlace | undefined> {
  const row = await db.selectFrom(log).select('created_at').where('xid', '=', xid).executeTakeFirst()
  return row && { xid, at: instant(row.created_at) }
}

function asked<Filter extends AuditFilter | SecurityFilter | RequestFilter>(
  filter: Filter,
  columns: Columns<Filter>,
): readonly Expression<SqlBool>[] {
  const values: Readonly<Record<string, unknown>> = filter
  const equal = Object.entries<string>(columns)
    .filter(([name]) => values[name] !== undefined)
    .map(([name, column]) => sql<SqlBool>`${sql.ref(column)} = ${values[name]}`)
  const { from, to } = filter
  return [
    ...equal,
    ...(from === undefined ? [] : [sql<SqlBool>`created_at >= ${from}`]),
    ...(to === undefined ? [] : [sql<SqlBool>`created_at < ${to}`]),
  ]
}

/** Older than the place. The first condition says nothing new: it is the one that an index can serve. */
function behind(log: Log, after: LogPlace | undefined): readonly Expression<SqlBool>[] {
  if (!after) return []
  const number = sql`(select place.id from ${sql.table(log)} as place where place.xid = ${after.xid})`
  return [sql<SqlBool>`created_at <= ${after.at}`, sql<SqlBool>`(created_at < ${after.at} or id < ${number})`]
}

function auditEntryOf(row: Selectable<AuditTables['audit_log']>): AuditEntry {
  return {
    xid: row.xid as Xid,
    action: row.action,
    targetType: row.target_type,
    targetXid: row.target_xid,
    agentType: row.agent_type,
    agentXid: row.agent_xid,
    requestId: row.request_id,
    address: row.ip_address,
    userAgent: row.user_agent,
    details: detailsOf(row.metadata),
    at: instant(row.created_at),
  }
}

function securityEventOf(row: Selectable<AuditTables['security_log']>): SecurityEvent {
  return {
    xid: row.xid as Xid,
    event: row.event_type,
    maskedIdentifier: row.identifier,
    identifierHmac: row.identifier_hmac,
    claimedClientId: row.client_id_claimed,
    requestId: row.request_id,
    address: row.ip_address,
    userAgent: row.user_agent,
    details: detailsOf(row.details),
    at: instant(row.created_at),
  }
}

function requestOf(row: Selectable<AuditTables['request_log']>): NotedRequest {
  return {
    xid: row.xid as Xid,
    requestId: row.request_id,
    method: row.method,
    path: row.path,
    status: row.status_code,
    durationInMilliseconds: row.duration_ms,
    address: row.ip_address,
    userAgent: row.user_agent,
    clientXid: row.client_xid as Xid | null,
    apiKeyXid: row.api_key_xid as Xid | null,
    personXid: row.person_xid as Xid | null,
    at: instant(row.created_at),
  }
}

/** What somebody broke by hand is shown as it is; proving that it was changed is up to the seals. */
function detailsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>
  } catch {
    // Falls through to the text itself.
  }
  return { unreadable: text }
}
