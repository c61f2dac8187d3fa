import type { Xid } from '@lgc/kernel'
import type { Kysely } from 'kysely'
import type { AuthenticationTables } from './tables.ts'

/** Internal ids stay in the database: these stand for `(SELECT id FROM … WHERE xid = ?)`. */
export type ForeignKey = {
  readonly person: (xid: Xid) => never
  /** Of nobody where there is none. */
  readonly client: (xid: Xid | null) => never
  readonly session: (xid: Xid | null) => never
}

export function foreignKeys(db: Kysely<AuthenticationTables>): ForeignKey {
  return {
    person: (xid) => db.selectFrom('persons').select('id').where('xid', '=', xid) as never,
    client: (xid) => db.selectFrom('clients').select('id').where('xid', '=', xid) as never,
    session: (xid) => db.selectFrom('sessions').select('id').where('xid', '=', xid) as never,
  }
}
