import type { Instant, Xid } from '@lgc/kernel'
import { decodeList, isOne, mergedLookup, writtenOnce } from '@lgc/sql'
import type { Kysely, Selectable } from 'kysely'
import type { RefreshTokens } from '../../app/tokens/ports.ts'
import type { SecretDigest } from '../../domain/authorization-code.ts'
import type { RefreshToken } from '../../domain/tokens/refresh-token.ts'
import { foreignKeys } from '../foreign-keys.ts'
import type { AuthenticationTables } from '../tables.ts'
import { tokenColumns } from './token-columns.ts'

export function sqlRefreshTokens(db: Kysely<AuthenticationTables>): RefreshTokens {
  return {
    async add(token) {
      await insertToken(db, toRow(token))
    },

    /** By the unique key on token_hash. */
    async find(digest) {
      const row = await selectTokens(db).where('tokens.token_hash', '=', digest).executeTakeFirst()
      return row && tokenFrom(row)
    },

    spend: async (xid, at) => isOne(await spendToken(db, { xid, at })),

    async countGraceUse(xid, limit) {
      const result = await db
        .updateTable('refresh_tokens')
        .set((eb) => ({ grace_uses: eb('grace_uses', '+', 1) }))
        .where('xid', '=', xid)
        .where('grace_uses', '<', limit)
        .executeTakeFirst()
      return isOne(result)
    },
  }
}

const insertToken = writtenOnce(
  (db: Kysely<AuthenticationTables>, { session_xid, ...row }: ReturnType<typeof toRow>) =>
    db.insertInto('refresh_tokens').values({ ...row, session_id: foreignKeys(db).session(session_xid) }),
)

const spendToken = writtenOnce(
  (db: Kysely<AuthenticationTables>, { xid, at }: { readonly xid: Xid; readonly at: Instant }) =>
    db
      .updateTable('refresh_tokens')
      .set({ spent_at: at })
      .where('xid', '=', xid)
      .where('spent_at', 'is', null),
)

/** The same outside of transactions, by one statement for many at once. */
export function sqlRefreshTokenLookup(db: Kysely<AuthenticationTables>): RefreshTokens['find'] {
  const find = mergedLookup(db, {
    select: (digests: readonly SecretDigest[]) => selectTokens(db).where('tokens.token_hash', 'in', digests),
    keyOf: (row) => row.token_hash,
  })
  return async (digest) => {
    const row = await find(digest)
    return row && tokenFrom(row)
  }
}

function selectTokens(db: Kysely<AuthenticationTables>) {
  return db
    .selectFrom('refresh_tokens as tokens')
    .innerJoin('sessions', 'sessions.id', 'tokens.session_id')
    .select([
      'tokens.xid',
      'tokens.token_hash',
      'tokens.scopes',
      'tokens.audience',
      'tokens.dpop_jkt',
      'tokens.created_at',
      'tokens.expires_at',
      'tokens.spent_at',
      'tokens.grace_uses',
      'sessions.xid as session_xid',
    ])
}

type Row = AuthenticationTables['refresh_tokens']

function toRow(token: RefreshToken) {
  return {
    ...tokenColumns(token),
    spent_at: token.spentAt,
    grace_uses: token.graceUses,
  }
}

type Loaded = Omit<Selectable<Row>, 'id' | 'session_id'> & { readonly session_xid: Xid }

function tokenFrom(row: Loaded): RefreshToken {
  return {
    xid: row.xid,
    digest: row.token_hash,
    sessionXid: row.session_xid,
    scopes: decodeList(row.scopes),
    audience: decodeList(row.audience),
    dpopThumbprint: row.dpop_jkt,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    spentAt: row.spent_at,
    graceUses: row.grace_uses,
  }
}
