import type { Xid } from '@lgc/kernel'
import { decodeList, encodeList, isOne, mergedLookup } from '@lgc/sql'
import type { Kysely, Selectable } from 'kysely'
import type { AccessTokens } from '../../app/tokens/ports.ts'
import type { SecretDigest } from '../../domain/authorization-code.ts'
import { foreignKeys } from '../foreign-keys.ts'
import type { AuthenticationTables } from '../tables.ts'

export function sqlAccessTokens(db: Kysely<AuthenticationTables>): AccessTokens {
  const idOf = foreignKeys(db)
  const idOfSession = (xid: Xid): never =>
    db.selectFrom('sessions').select('id').where('xid', '=', xid) as never

  return {
    async add(token) {
      const row = {
        xid: token.xid,
        token_hash: token.digest,
        client_id: idOf.client(token.clientXid),
        session_id: token.sessionXid && idOfSession(token.sessionXid),
        scopes: encodeList(token.scopes),
        audience: encodeList(token.audience),
        dpop_jkt: token.dpopThumbprint,
        created_at: token.createdAt,
        expires_at: token.expiresAt,
      }
      await db.insertInto('access_tokens').values(row).execute()
    },

    async find(digest) {
      const row = await selectTokens(db).where('tokens.token_hash', '=', digest).executeTakeFirst()
      return row && fromRow(row)
    },

    async end(xid) {
      return isOne(await db.deleteFrom('access_tokens').where('xid', '=', xid).executeTakeFirst())
    },
  }
}

/** The same outside of transactions, by one statement for many at once. */
export function sqlAccessTokenLookup(db: Kysely<AuthenticationTables>): AccessTokens['find'] {
  const find = mergedLookup(db, {
    select: (digests: readonly SecretDigest[]) => selectTokens(db).where('tokens.token_hash', 'in', digests),
    keyOf: (row) => row.token_hash,
  })
  return async (digest) => {
    const row = await find(digest)
    return row && fromRow(row)
  }
}

type Row = Omit<Selectable<AuthenticationTables['access_tokens']>, 'id' | 'client_id' | 'session_id'> & {
  client_xid: Xid
  public_client_id: string
  session_xid: Xid | null
}

function selectTokens(db: Kysely<AuthenticationTables>) {
  return db
    .selectFrom('access_tokens as tokens')
    .innerJoin('clients', 'clients.id', 'tokens.client_id')
    .leftJoin('sessions', 'sessions.id', 'tokens.session_id')
    .select([
      'tokens.xid',
      'tokens.token_hash',
      'tokens.scopes',
      'tokens.audience',
      'tokens.dpop_jkt',
      'tokens.created_at',
      'tokens.expires_at',
      'clients.xid as client_xid',
      'clients.client_id as public_client_id',
      'sessions.xid as session_xid',
    ])
}

function fromRow(row: Row): NonNullable<Awaited<ReturnType<AccessTokens['find']>>> {
  return {
    xid: row.xid,
    digest: row.token_hash,
    clientXid: row.client_xid,
    clientId: row.public_client_id,
    sessionXid: row.session_xid,
    scopes: decodeList(row.scopes),
    audience: decodeList(row.audience),
    dpopThumbprint: row.dpop_jkt,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
