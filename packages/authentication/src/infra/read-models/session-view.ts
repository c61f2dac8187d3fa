import type { Instant, Xid } from '@lgc/kernel'
import { decodeList, mergedLookup } from '@lgc/sql'
import { type GeneratedAlways, type Kysely, expressionBuilder } from 'kysely'
import type { SecretDigest } from '../../domain/authorization-code.ts'
import type { FindSessionView, FindSessionViewByXid, SessionView } from '../../app/ports.ts'
import { type LoadedSession, sessionColumns, sessionFrom } from '../sql-sessions.ts'
import type { AuthenticationTables } from '../tables.ts'

/** Columns of other contexts that are read here and nowhere written. */
interface Joined {
  persons: { id: GeneratedAlways<number>; xid: Xid; status: 'active' | 'suspended' }
  clients: {
    id: GeneratedAlways<number>
    xid: Xid
    client_id: string
    deactivated_at: Instant | null
    requires_grant: number
    allowed_scopes: string
  }
  person_app_grants: {
    xid: Xid
    person_id: number
    client_id: number
    access_level: string
    is_active: number | null
  }
}

export type SessionViewTables = Omit<AuthenticationTables, 'persons' | 'clients'> & Joined

/** A row of `viewColumns`. */
export type SessionViewRow = LoadedSession & {
  status: 'active' | 'suspended'
  public_client_id: string | null
  deactivated_at: Instant | null
  requires_grant: number | null
  allowed_scopes: string | null
  grant_xid: Xid | null
  access_level: string | null
  consented_scopes: string | null
}

/** All that decides what a session is good for. */
export const viewColumns = [
  ...sessionColumns,
  'persons.xid as person_xid',
  'persons.status',
  'clients.xid as client_xid',
  'clients.client_id as public_client_id',
  'clients.deactivated_at',
  'clients.requires_grant',
  'clients.allowed_scopes',
  'person_app_grants.xid as grant_xid',
  'person_app_grants.access_level',
  'consent_records.scopes as consented_scopes',
] as const

const on = expressionBuilder<SessionViewTables, 'sessions' | 'person_app_grants' | 'consent_records'>()

/** The active one, of which there is one at most. */
export const isGrantOfSession = on.and([
  on('person_app_grants.person_id', '=', on.ref('sessions.person_id')),
  on('person_app_grants.client_id', '=', on.ref('sessions.client_id')),
  on('person_app_grants.is_active', '=', on.lit(1)),
])

export const isConsentOfSession = on.and([
  on('consent_records.person_id', '=', on.ref('sessions.person_id')),
  on('consent_records.client_id', '=', on.ref('sessions.client_id')),
])

/**
 * A session check is the most frequent request by far, so all that decides it is read in one SELECT:
 * session by token_hash, person and client by primary key, grant by person_app_grants_active, consent by
 * consent_records_pair.
 */
export function sqlSessionView(db: Kysely<SessionViewTables>): FindSessionView {
  const find = mergedLookup(db, {
    select: (digests: readonly SecretDigest[]) => select(db).where('sessions.token_hash', 'in', digests),
    keyOf: (row) => row.token_hash,
  })
  return async (digest) => {
    const row = await find(digest)
    return row && viewFrom(row)
  }
}

/** The same by the unique key on xid: a token names the session that it belongs to. */
export function sqlSessionViewByXid(db: Kysely<SessionViewTables>): FindSessionViewByXid {
  const find = mergedLookup(db, {
    select: (xids: readonly Xid[]) => select(db).where('sessions.xid', 'in', xids),
    keyOf: (row) => row.xid,
  })
  return async (xid) => {
    const row = await find(xid)
    return row && viewFrom(row)
  }
}

function select(db: Kysely<SessionViewTables>) {
  return db
    .selectFrom('sessions')
    .innerJoin('persons', 'persons.id', 'sessions.person_id')
    .leftJoin('clients', 'clients.id', 'sessions.client_id')
    .leftJoin('person_app_grants', (join) => join.on(isGrantOfSession))
    .leftJoin('consent_records', (join) => join.on(isConsentOfSession))
    .select(viewColumns)
}

export function viewFrom(row: SessionViewRow): SessionView {
  return {
    session: sessionFrom(row),
    isSuspended: row.status === 'suspended',
    client: clientFrom(row),
    grant: row.grant_xid && row.access_level ? { xid: row.grant_xid, accessLevel: row.access_level } : null,
    consentedScopes: row.consented_scopes === null ? [] : decodeList(row.consented_scopes),
  }
}

function clientFrom(row: SessionViewRow): SessionView['client'] {
  if (row.client_xid === null || row.public_client_id === null) return null
  return {
    xid: row.client_xid,
    clientId: row.public_client_id,
    isActive: row.deactivated_at === null,
    requiresGrant: row.requires_grant === 1,
    allowedScopes: decodeList(row.allowed_scopes ?? '[]'),
  }
}
