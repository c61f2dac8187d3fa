import type { NewXid } from '@lgc/kernel'
import { unlessTaken } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { RememberedDigests } from '../../app/tokens/ports.ts'
import type { AuthenticationTables } from '../tables.ts'

/** Access tokens that are JWTs and were revoked before their time. */
export function sqlRevokedTokens(db: Kysely<AuthenticationTables>, newXid: NewXid): RememberedDigests {
  return {
    add: (digest, until) => {
      const row = { xid: newXid(), digest, expires_at: until }
      return unlessTaken(db.insertInto('revoked_tokens').values(row).execute())
    },
    async has(digest) {
      const row = db.selectFrom('revoked_tokens').select('xid').where('digest', '=', digest)
      return (await row.executeTakeFirst()) !== undefined
    },
  }
}

/** Proofs that are good once (RFC 7523, section 3; RFC 9449, section 11.1). */
export function sqlSeenProofs(
  db: Kysely<AuthenticationTables>,
  newXid: NewXid,
): Pick<RememberedDigests, 'add'> {
  return {
    add: (digest, until) => {
      const row = { xid: newXid(), digest, expires_at: until }
      return unlessTaken(db.insertInto('seen_proofs').values(row).execute())
    },
  }
}
