import { type Migration, entityTable } from './portable.ts'

/** Browsers on their way to another that keeps accounts, and back. `subject` and `name` wait for whoever confirms them. */
export const authenticationProviders: Migration = (builder) => {
  const { db, types } = builder
  return [
    entityTable(builder, 'provider_logins')
      .addColumn('state_hash', types.key(64), (c) => c.notNull().unique())
      .addColumn('browser_hash', types.key(64), (c) => c.notNull())
      .addColumn('login_flow_xid', types.key(20), (c) => c.notNull())
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('expires_at', types.instant, (c) => c.notNull())
      .addColumn('used_at', types.instant)
      .addColumn('subject', types.line(255))
      .addColumn('name', types.line(100))
      .addColumn('taken_at', types.instant),
    db.schema.createIndex('provider_logins_by_expiry').on('provider_logins').columns(['expires_at']),
  ]
}
