import { decodeList, mergedLookup } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { AccessTokenView, FindAccessTokenView } from '../../app/tokens/ports.ts'
import type { SecretDigest } from '../../domain/authorization-code.ts'
import {
  type SessionViewRow,
  type SessionViewTables,
  isConsentOfSession,
  isGrantOfSession,
  viewColumns,
  viewFrom,
} from './session-view.ts'

/**
 * Who introspects a token or asks whose it is asks the same of its session as a session check does, so all of it is
 * read in one SELECT for many tokens: the token by token_hash, and all else as there.
 */
export function sqlAccessTokenView(db: Kysely<SessionViewTables>): FindAccessTokenView {
  const find = mergedLookup(db, {
    select: (digests: readonly SecretDigest[]) => select(db).where('tokens.token_hash', 'in', digests),
    keyOf: (row) => row.access_token_hash,
  })
  return async (digest) => {
    const row = await find(digest)
    return row && accessViewFrom(row)
  }
}

type Row = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number]

/** A session is one of the client that its tokens are for. */
function select(db: Kysely<SessionViewTables>) {
  return db
    .selectFrom('access_tokens as tokens')
    .innerJoin('clients', 'clients.id', 'tokens.client_id')
    .leftJoin('sessions', 'sessions.id', 'tokens.session_id')
    .leftJoin('persons', 'persons.id', 'sessions.person_id')
    .leftJoin('person_app_grants', (join) => join.on(isGrantOfSession))
    .leftJoin('consent_records', (join) => join.on(isConsentOfSession))
    .select([
      ...viewColumns,
      'tokens.xid as access_token_xid',
      'tokens.token_hash as access_token_hash',
      'tokens.scopes as access_token_scopes',
      'tokens.audience',
      'tokens.dpop_jkt',
      'tokens.created_at as access_token_created_at',
      'tokens.expires_at as access_token_expires_at',
    ])
}

function accessViewFrom(row: Row): AccessTokenView {
  const token = {
    xid: row.access_token_xid,
    digest: row.access_token_hash,
    clientXid: row.client_xid,
    clientId: row.public_client_id,
    sessionXid: row.xid,
    scopes: decodeList(row.access_token_scopes),
    audience: decodeList(row.audience),
    dpopThumbprint: row.dpop_jkt,
    createdAt: row.access_token_created_at,
    expiresAt: row.access_token_expires_at,
  }
  return { token, session: hasSession(row) ? viewFrom(row) : undefined }
}

/** The columns of a session, of which each has a value if one has. */
function hasSession(row: Row): row is Row & SessionViewRow {
  return row.xid !== null
}
