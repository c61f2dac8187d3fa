import { type Migration, entityTable } from './portable.ts'

/**
 * One row for an identity and a purpose: a newer link takes the place of the older, which is dead then. It was sent to the identifier that the
 * identity had, and is dead too when that changes.
 */
export const personProofs: Migration = (builder) => {
  const { db, types } = builder
  return [
    entityTable(builder, 'person_proofs')
      .addColumn('identity_id', types.id, (c) => c.notNull())
      .addColumn('purpose', types.key(32), (c) => c.notNull())
      .addColumn('identifier', types.line(255), (c) => c.notNull())
      .addColumn('token_hash', types.key(64), (c) => c.notNull().unique())
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('requested_at', types.instant, (c) => c.notNull())
      .addColumn('expires_at', types.instant, (c) => c.notNull())
      .addColumn('consumed_at', types.instant)
      .addUniqueConstraint('person_proofs_purpose', ['identity_id', 'purpose'])
      .addForeignKeyConstraint('person_proofs_identity', ['identity_id'], 'identities', ['id'], (c) =>
        c.onDelete('cascade'),
      ),
    db.schema.createIndex('person_proofs_by_expiry').on('person_proofs').columns(['expires_at']),
  ]
}
