import type { Instant, Xid } from '@lgc/kernel'
import { isOne, unlessTaken } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { ProofOfIdentity, Proofs } from '../app/ports.ts'
import type { Proof, ProofDigest, ProofPurpose } from '../domain/proof.ts'
import { identityWith } from './sql-identities.ts'
import type { PersonTables } from './tables.ts'

export function sqlProofs(db: Kysely<PersonTables>): Proofs {
  const idOf = (identityXid: Xid) =>
    db.selectFrom('identities').select('id').where('xid', '=', identityXid) as never
  const update = (identityXid: Xid, purpose: ProofPurpose) =>
    db
      .updateTable('person_proofs')
      .where('identity_id', '=', idOf(identityXid))
      .where('purpose', '=', purpose)

  return {
    async noteRequest(identityXid, purpose, at) {
      const noted = await update(identityXid, purpose).set({ requested_at: at }).executeTakeFirst()
      return isOne(noted)
    },

    async add(proof) {
      const { identityXid, purpose } = proof
      const row = { ...toRow(proof), identity_id: idOf(identityXid), purpose }
      return unlessTaken(db.insertInto('person_proofs').values(row).execute())
    },

    async replace(proof) {
      await update(proof.identityXid, proof.purpose).set(toRow(proof)).execute()
    },

    find: (digest) => findProof(db, digest),

    async consume({ digest }, at) {
      const result = await db
        .updateTable('person_proofs')
        .set({ consumed_at: at })
        .where('token_hash', '=', digest)
        .where('consumed_at', 'is', null)
        .where('expires_at', '>', at)
        .executeTakeFirst()
      return isOne(result)
    },

    /** Read first: MariaDB deletes by a subselect in going through the whole table, and waits for all who write in it. */
    async cancelOf(personXid, purpose) {
      const identities = await db
        .selectFrom('identities')
        .innerJoin('persons', 'persons.id', 'identities.person_id')
        .select('identities.id')
        .where('persons.xid', '=', personXid)
        .execute()
      if (identities.length === 0) return
      const ids = identities.map(({ id }) => id)
      await db
        .deleteFrom('person_proofs')
        .where('identity_id', 'in', ids)
        .where('purpose', '=', purpose)
        .execute()
    },

    removeMadeBefore: (before, limit) => removeMadeBefore(db, before, limit),
  }
}

async function removeMadeBefore(db: Kysely<PersonTables>, before: Instant, limit: number): Promise<number> {
  const old = await db
    .selectFrom('person_proofs')
    .select('xid')
    .where('created_at', '<', before)
    .limit(limit)
    .execute()
  if (old.length === 0) return 0
  const xids = old.map(({ xid }) => xid)
  const { numDeletedRows } = await db
    .deleteFrom('person_proofs')
    .where('xid', 'in', xids)
    .where('created_at', '<', before)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** By the unique key of token_hash. */
async function findProof(
  db: Kysely<PersonTables>,
  digest: ProofDigest,
): Promise<ProofOfIdentity | undefined> {
  const row = await db
    .selectFrom('person_proofs')
    .innerJoin('identities', 'identities.id', 'person_proofs.identity_id')
    .innerJoin('persons', 'persons.id', 'identities.person_id')
    .innerJoin('realms', 'realms.id', 'persons.realm_id')
    .select([
      'person_proofs.xid',
      'purpose',
      'new_identifier',
      'person_proofs.created_at',
      'expires_at',
      'consumed_at',
      'identities.xid as identity_xid',
      'realms.xid as realm_xid',
      'persons.name_display',
      'persons.status',
    ])
    .where('token_hash', '=', digest)
    .whereRef('person_proofs.identifier', '=', 'identities.identifier')
    .executeTakeFirst()
  const identity = row && (await identityWith(db, row.identity_xid))
  if (!row || !identity) return undefined
  const { xid, purpose, created_at: createdAt, expires_at: expiresAt, consumed_at: consumedAt } = row
  const { xid: identityXid, identifier } = identity
  const known = { xid, identityXid, identifier, newIdentifier: row.new_identifier, purpose, digest }
  const proof = { ...known, createdAt, expiresAt, consumedAt }
  return {
    proof,
    identity,
    realmXid: row.realm_xid,
    nameDisplay: row.name_display,
    status: row.status,
  }
}

function toRow({ xid, identifier, newIdentifier, digest, createdAt, expiresAt, consumedAt }: Proof) {
  return {
    xid,
    identifier,
    new_identifier: newIdentifier,
    token_hash: digest,
    created_at: createdAt,
    requested_at: createdAt,
    expires_at: expiresAt,
    consumed_at: consumedAt,
  }
}
