import { type Migration, entityTable } from './portable.ts'

/** The realm that a service with one realm never has to name. */
const defaultRealm = { xid: '00000000000000000000', name: 'default', created_at: 0 }

export const client: Migration = (builder) => {
  const { db, types } = builder
  return [
    entityTable(builder, 'realms')
      .addColumn('name', types.line(64), (c) => c.notNull().unique())
      .addColumn('created_at', types.instant, (c) => c.notNull()),
    db.withTables<{ realms: typeof defaultRealm }>().insertInto('realms').values(defaultRealm),
    entityTable(builder, 'clients')
      .addColumn('realm_id', types.id, (c) => c.notNull())
      .addColumn('client_id', types.key(64), (c) => c.notNull().unique())
      .addColumn('name', types.line(200), (c) => c.notNull())
      .addColumn('client_secret', types.key(255))
      .addColumn('previous_client_secret', types.key(255))
      .addColumn('previous_secret_expires_at', types.instant)
      .addColumn('redirect_uris', types.text, (c) => c.notNull())
      .addColumn('post_logout_redirect_uris', types.text, (c) => c.notNull())
      .addColumn('allowed_scopes', types.text, (c) => c.notNull())
      .addColumn('requires_grant', types.count, (c) => c.notNull())
      .addColumn('is_first_party', types.count, (c) => c.notNull())
      .addColumn('code_lifetime_in_seconds', types.count, (c) => c.notNull())
      .addColumn('logo_uri', types.line(2048))
      .addColumn('brand_color', types.key(7))
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('updated_at', types.instant, (c) => c.notNull())
      .addColumn('secret_rotated_at', types.instant)
      .addColumn('deactivated_at', types.instant)
      .addForeignKeyConstraint('clients_realm', ['realm_id'], 'realms', ['id']),
    entityTable(builder, 'api_keys')
      .addColumn('client_id', types.id, (c) => c.notNull())
      .addColumn('name', types.line(100), (c) => c.notNull())
      .addColumn('key_hash', types.key(64), (c) => c.notNull().unique())
      .addColumn('key_prefix', types.key(12), (c) => c.notNull())
      .addColumn('role', types.key(16), (c) => c.notNull())
      .addColumn('last_used_at', types.instant)
      .addColumn('expires_at', types.instant)
      .addColumn('revoked_at', types.instant)
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addForeignKeyConstraint('api_keys_client', ['client_id'], 'clients', ['id'], (c) =>
        c.onDelete('cascade'),
      ),
    db.schema.createIndex('api_keys_by_client').on('api_keys').columns(['client_id', 'name']),
  ]
}
