import { type Migration, entityTable } from './portable.ts'

/** What was answered to requests that a client named, so that asking again does nothing twice. */
export const clientIdempotency: Migration = (builder) => {
  const { db, types } = builder
  return [
    entityTable(builder, 'idempotency_keys')
      .addColumn('client_id', types.id, (c) => c.notNull())
      .addColumn('idempotency_key', types.key(128), (c) => c.notNull())
      .addColumn('part', types.count, (c) => c.notNull())
      .addColumn('request_hmac', types.key(64), (c) => c.notNull())
      .addColumn('response', types.text)
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addUniqueConstraint('idempotency_keys_part', ['client_id', 'idempotency_key', 'part'])
      .addForeignKeyConstraint('idempotency_keys_client', ['client_id'], 'clients', ['id'], (c) =>
        c.onDelete('cascade'),
      ),
    db.schema.createIndex('idempotency_keys_by_age').on('idempotency_keys').columns(['created_at']),
  ]
}
