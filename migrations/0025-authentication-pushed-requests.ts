import { type Migration, entityTable } from './portable.ts'

/** Authorization requests that wait here for the browser that comes with a reference to them (RFC 9126). */
export const authenticationPushedRequests: Migration = (builder) => {
  const { db, types } = builder
  return [
    entityTable(builder, 'pushed_requests')
      .addColumn('reference_hash', types.key(64), (c) => c.notNull().unique())
      .addColumn('client_id', types.id, (c) => c.notNull())
      .addColumn('request', types.text, (c) => c.notNull())
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('expires_at', types.instant, (c) => c.notNull())
      .addColumn('answered_at', types.instant)
      .addForeignKeyConstraint('pushed_requests_client', ['client_id'], 'clients', ['id'], (c) =>
        c.onDelete('cascade'),
      ),
    db.schema.createIndex('pushed_requests_by_expiry').on('pushed_requests').columns(['expires_at']),
  ]
}
