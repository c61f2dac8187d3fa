import { type Migration, dropIndex } from './portable.ts'

/**
 * A session may have an idle limit of its own, and a code remembers what an OpenID client asked for. The index
 * finds idle sessions of the usual limit without reading the others.
 */
export const authenticationOpenId: Migration = (builder) => {
  const { db, types } = builder
  return [
    db.schema
      .alterTable('sessions')
      .addColumn('idle_limit_in_seconds', types.count, (c) => c.notNull().defaultTo(7200)),
    db.schema
      .createIndex('sessions_by_idleness')
      .on('sessions')
      .columns(['idle_limit_in_seconds', 'last_active_at']),
    dropIndex(builder, 'sessions', 'sessions_by_activity'),
    db.schema.alterTable('authorization_codes').addColumn('openid_terms', types.text),
  ]
}
