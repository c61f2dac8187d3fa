import { type Migration, entityTable } from './portable.ts'

/** What devices without a browser wait for, until somebody answers it elsewhere (RFC 8628). */
export const authenticationDevice: Migration = (builder) => {
  const { db, types } = builder
  return [
    entityTable(builder, 'device_authorizations')
      .addColumn('device_hash', types.key(64), (c) => c.notNull().unique())
      .addColumn('user_hash', types.key(64), (c) => c.notNull().unique())
      .addColumn('client_id', types.id, (c) => c.notNull())
      .addColumn('scopes', types.text, (c) => c.notNull())
      .addColumn('resources', types.text, (c) => c.notNull())
      .addColumn('ip_address', types.line(64), (c) => c.notNull())
      .addColumn('user_agent', types.text, (c) => c.notNull())
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('expires_at', types.instant, (c) => c.notNull())
      .addColumn('interval_in_seconds', types.count, (c) => c.notNull())
      .addColumn('polled_at', types.instant)
      .addColumn('login_session_xid', types.key(20))
      .addColumn('person_id', types.id)
      .addColumn('amr', types.text)
      .addColumn('auth_time', types.instant)
      .addColumn('approved_at', types.instant)
      .addColumn('denied_at', types.instant)
      .addColumn('spent_at', types.instant)
      .addForeignKeyConstraint('device_authorizations_client', ['client_id'], 'clients', ['id'], (c) =>
        c.onDelete('cascade'),
      )
      .addForeignKeyConstraint('device_authorizations_person', ['person_id'], 'persons', ['id'], (c) =>
        c.onDelete('cascade'),
      ),
    db.schema
      .createIndex('device_authorizations_by_client')
      .on('device_authorizations')
      .columns(['client_id']),
    db.schema
      .createIndex('device_authorizations_by_person')
      .on('device_authorizations')
      .columns(['person_id']),
    db.schema
      .createIndex('device_authorizations_by_expiry')
      .on('device_authorizations')
      .columns(['expires_at']),
  ]
}
