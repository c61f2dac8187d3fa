import { type Migration, entityTable } from './portable.ts'

/** No foreign keys: that a session ended is told, whatever became of it and of whom it was. */
export const authenticationLogout: Migration = (builder) => {
  const { db, types } = builder
  return [
    entityTable(builder, 'logout_notices')
      .addColumn('client_id', types.key(64), (c) => c.notNull())
      .addColumn('person_xid', types.key(20), (c) => c.notNull())
      .addColumn('session_xid', types.key(20), (c) => c.notNull())
      .addColumn('state', types.key(16), (c) => c.notNull())
      .addColumn('attempts', types.count, (c) => c.notNull())
      .addColumn('next_attempt_at', types.instant, (c) => c.notNull())
      .addColumn('last_error', types.line(255))
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('sent_at', types.instant),
    db.schema.createIndex('logout_notices_by_due').on('logout_notices').columns(['state', 'next_attempt_at']),
  ]
}
