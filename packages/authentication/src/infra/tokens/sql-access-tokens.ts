import { isOne, writtenOnce } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { AccessTokens } from '../../app/tokens/ports.ts'
import type { AccessToken } from '../../domain/tokens/access-token.ts'
import { foreignKeys } from '../foreign-keys.ts'
import type { AuthenticationTables } from '../tables.ts'
import { tokenColumns } from './token-columns.ts'

export function sqlAccessTokens(db: Kysely<AuthenticationTables>): AccessTokens {
  return {
    async add(token) {
      await insertToken(db, toRow(token))
    },

    async end(xid) {
      return isOne(await db.deleteFrom('access_tokens').where('xid', '=', xid).executeTakeFirst())
    },
  }
}

function toRow(token: AccessToken) {
  return {
    client_xid: token.clientXid,
    ...tokenColumns(token),
  }
}

const insertToken = writtenOnce(
  (db: Kysely<AuthenticationTables>, { client_xid, session_xid, ...row }: ReturnType<typeof toRow>) => {
    const idOf = foreignKeys(db)
    const keys = { client_id: idOf.client(client_xid), session_id: idOf.session(session_xid) }
    return db.insertInto('access_tokens').values({ ...row, ...keys })
  },
)
