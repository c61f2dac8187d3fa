import { type Migration, appendOnly, entityTable } from './portable.ts'

/** No foreign keys: the trail outlives what it speaks of. */
export const audit: Migration = (builder) => {
  const { db, types } = builder
  return [
    entityTable(builder, 'audit_log')
      .addColumn('target_type', types.key(32), (c) => c.notNull())
      .addColumn('target_xid', types.key(20), (c) => c.notNull())
      .addColumn('action', types.key(64), (c) => c.notNull())
      .addColumn('agent_type', types.key(16))
      .addColumn('agent_xid', types.key(20))
      .addColumn('request_id', types.key(64), (c) => c.notNull())
      .addColumn('ip_address', types.key(45), (c) => c.notNull())
      .addColumn('user_agent', types.line(255), (c) => c.notNull())
      .addColumn('metadata', types.text, (c) => c.notNull())
      .addColumn('created_at', types.instant, (c) => c.notNull()),
    db.schema.createIndex('audit_log_by_target').on('audit_log').columns(['target_xid', 'id']),
    db.schema.createIndex('audit_log_by_agent').on('audit_log').columns(['agent_xid', 'id']),
    db.schema.createIndex('audit_log_by_action').on('audit_log').columns(['action', 'id']),
    db.schema.createIndex('audit_log_by_request').on('audit_log').columns(['request_id']),
    entityTable(builder, 'security_log')
      .addColumn('event_type', types.key(64), (c) => c.notNull())
      .addColumn('identifier', types.line(255))
      .addColumn('identifier_hmac', types.key(64))
      .addColumn('client_id_claimed', types.key(64))
      .addColumn('request_id', types.key(64), (c) => c.notNull())
      .addColumn('ip_address', types.key(45), (c) => c.notNull())
      .addColumn('user_agent', types.line(255), (c) => c.notNull())
      .addColumn('details', types.text, (c) => c.notNull())
      .addColumn('created_at', types.instant, (c) => c.notNull()),
    db.schema.createIndex('security_log_by_event').on('security_log').columns(['event_type', 'id']),
    db.schema.createIndex('security_log_by_identifier').on('security_log').columns(['identifier_hmac', 'id']),
    db.schema.createIndex('security_log_by_request').on('security_log').columns(['request_id']),
    entityTable(builder, 'request_log')
      .addColumn('request_id', types.key(64), (c) => c.notNull())
      .addColumn('method', types.key(16), (c) => c.notNull())
      .addColumn('path', types.line(255), (c) => c.notNull())
      .addColumn('status_code', types.count, (c) => c.notNull())
      .addColumn('duration_ms', types.count, (c) => c.notNull())
      .addColumn('ip_address', types.key(45), (c) => c.notNull())
      .addColumn('user_agent', types.line(255), (c) => c.notNull())
      .addColumn('client_xid', types.key(20))
      .addColumn('api_key_xid', types.key(20))
      .addColumn('person_xid', types.key(20))
      .addColumn('created_at', types.instant, (c) => c.notNull()),
    db.schema.createIndex('request_log_by_request').on('request_log').columns(['request_id']),
    ...appendOnly(builder, 'audit_log'),
    ...appendOnly(builder, 'security_log'),
    ...appendOnly(builder, 'request_log'),
  ]
}
