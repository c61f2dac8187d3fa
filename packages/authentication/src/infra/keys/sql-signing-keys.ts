import { isOne, unlessTaken } from '@lgc/sql'
import type { Kysely, Selectable } from 'kysely'
import type { SigningKeys } from '../../app/keys/ports.ts'
import type { PublicJwk, SigningKey } from '../../domain/keys/signing-key.ts'
import type { AuthenticationTables } from '../tables.ts'

type Row = Selectable<AuthenticationTables['signing_keys']>

export function sqlSigningKeys(db: Kysely<AuthenticationTables>): SigningKeys {
  return {
    async list() {
      const rows = await db.selectFrom('signing_keys').selectAll().orderBy('id').execute()
      return rows.map(keyOf)
    },

    async add(key) {
      const row = {
        xid: key.xid,
        kid: key.kid,
        algorithm: key.algorithm,
        generation: key.generation,
        public_jwk: JSON.stringify(key.publicJwk),
        private_key: key.sealed,
        created_at: key.createdAt,
        activates_at: key.activatesAt,
        revoked_at: key.revokedAt,
      }
      return unlessTaken(db.insertInto('signing_keys').values(row).execute())
    },

    async revoke(kid, at) {
      const revoked = db
        .updateTable('signing_keys')
        .set({ revoked_at: at, private_key: null })
        .where('kid', '=', kid)
        .where('revoked_at', 'is', null)
      return isOne(await revoked.executeTakeFirst())
    },

    async erase(kid) {
      const erased = db
        .updateTable('signing_keys')
        .set({ private_key: null })
        .where('kid', '=', kid)
        .where('private_key', 'is not', null)
      return isOne(await erased.executeTakeFirst())
    },

    async reseal(kid, from, to) {
      const resealed = db
        .updateTable('signing_keys')
        .set({ private_key: to })
        .where('kid', '=', kid)
        .where('private_key', '=', from)
      return isOne(await resealed.executeTakeFirst())
    },
  }
}

function keyOf(row: Row): SigningKey {
  return {
    xid: row.xid,
    kid: row.kid,
    algorithm: row.algorithm,
    generation: row.generation,
    // Written by `add` from the public half of a pair; nobody else writes this column.
    publicJwk: JSON.parse(row.public_jwk) as PublicJwk,
    sealed: row.private_key,
    createdAt: row.created_at,
    activatesAt: row.activates_at,
    revokedAt: row.revoked_at,
  }
}
