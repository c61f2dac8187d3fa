import type { Xid } from '@lgc/kernel'
import { encodeList } from '@lgc/sql'
import type { Insertable } from 'kysely'
import type { AccessToken } from '../../domain/tokens/access-token.ts'
import type { RefreshToken } from '../../domain/tokens/refresh-token.ts'
import type { AuthenticationTables } from '../tables.ts'

type Common = keyof AuthenticationTables['access_tokens'] & keyof AuthenticationTables['refresh_tokens']
type Columns = Pick<
  Insertable<AuthenticationTables['access_tokens']>,
  Exclude<Common, 'id' | 'session_id'>
> & {
  session_xid: Xid | null
}

/** The columns that both kinds of tokens have. */
export function tokenColumns(token: AccessToken | RefreshToken): Columns {
  return {
    session_xid: token.sessionXid,
    xid: token.xid,
    token_hash: token.digest,
    scopes: encodeList(token.scopes),
    audience: encodeList(token.audience),
    dpop_jkt: token.dpopThumbprint,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
  }
}
