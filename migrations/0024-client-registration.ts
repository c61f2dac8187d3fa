import { type Migration, entityTable } from './portable.ts'

/** Tokens with which clients register themselves, and the one by which each that did is known again (RFC 7591, 7592). */
export const clientRegistration: Migration = (builder) => {
  const { db, types } = builder
  return [
    entityTable(builder, 'registration_tokens')
      .addColumn('realm_id', types.id, (c) => c.notNull())
      .addColumn('token_hash', types.key(64), (c) => c.notNull().unique())
      .addColumn('uses_left', types.count, (c) => c.notNull())
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('expires_at', types.instant, (c) => c.notNull())
      .addForeignKeyConstraint('registration_tokens_realm', ['realm_id'], 'realms', ['id'], (c) =>
        c.onDelete('cascade'),
      ),
    db.schema.alterTable('clients').addColumn('registration_hash', types.key(64)),
  ]
}
