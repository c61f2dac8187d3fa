import { type Builder, type Migration, type Statement, entityTable } from './portable.ts'

/**
 * Tokens of OpenID Connect. They are children of the session that they belong to, so that whatever ends it ends
 * them; an access token of a client that acts for itself has none.
 */
export const authenticationTokens: Migration = (builder) => [
  ...accessTokens(builder),
  ...refreshTokens(builder),
  ...remembered(builder, 'revoked_tokens'),
  ...remembered(builder, 'seen_proofs'),
  builder.db.schema.alterTable('sessions').addColumn('requested_claims', builder.types.text),
]

function accessTokens(builder: Builder): readonly Statement[] {
  const { db, types } = builder
  return [
    entityTable(builder, 'access_tokens')
      .addColumn('token_hash', types.key(64), (c) => c.notNull().unique())
      .addColumn('client_id', types.id, (c) => c.notNull())
      .addColumn('session_id', types.id)
      .addColumn('scopes', types.text, (c) => c.notNull())
      .addColumn('audience', types.text, (c) => c.notNull())
      .addColumn('dpop_jkt', types.key(64))
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('expires_at', types.instant, (c) => c.notNull())
      .addForeignKeyConstraint('access_tokens_client', ['client_id'], 'clients', ['id'], (c) =>
        c.onDelete('cascade'),
      )
      .addForeignKeyConstraint('access_tokens_session', ['session_id'], 'sessions', ['id'], (c) =>
        c.onDelete('cascade'),
      ),
    db.schema.createIndex('access_tokens_by_client').on('access_tokens').columns(['client_id']),
    db.schema.createIndex('access_tokens_by_session').on('access_tokens').columns(['session_id']),
    db.schema.createIndex('access_tokens_by_expiry').on('access_tokens').columns(['expires_at']),
  ]
}

function refreshTokens(builder: Builder): readonly Statement[] {
  const { db, types } = builder
  return [
    entityTable(builder, 'refresh_tokens')
      .addColumn('token_hash', types.key(64), (c) => c.notNull().unique())
      .addColumn('session_id', types.id, (c) => c.notNull())
      .addColumn('scopes', types.text, (c) => c.notNull())
      .addColumn('audience', types.text, (c) => c.notNull())
      .addColumn('dpop_jkt', types.key(64))
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('expires_at', types.instant, (c) => c.notNull())
      .addColumn('spent_at', types.instant)
      .addColumn('grace_uses', types.count, (c) => c.notNull())
      .addForeignKeyConstraint('refresh_tokens_session', ['session_id'], 'sessions', ['id'], (c) =>
        c.onDelete('cascade'),
      ),
    db.schema.createIndex('refresh_tokens_by_session').on('refresh_tokens').columns(['session_id']),
    db.schema.createIndex('refresh_tokens_by_expiry').on('refresh_tokens').columns(['expires_at']),
  ]
}

/** Digests that are remembered for as long as what they stand for could be presented. */
function remembered(builder: Builder, table: string): readonly Statement[] {
  const { db, types } = builder
  return [
    entityTable(builder, table)
      .addColumn('digest', types.key(64), (c) => c.notNull().unique())
      .addColumn('expires_at', types.instant, (c) => c.notNull()),
    db.schema.createIndex(`${table}_by_expiry`).on(table).columns(['expires_at']),
  ]
}
