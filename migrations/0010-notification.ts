import { type Migration, entityTable } from './portable.ts'

/** No foreign keys: what was promised to be said is said, whatever became of whom it was about. */
export const notification: Migration = (builder) => {
  const { db, types } = builder
  return [
    entityTable(builder, 'messages')
      .addColumn('kind', types.key(32), (c) => c.notNull())
      .addColumn('channel', types.key(16), (c) => c.notNull())
      .addColumn('recipient', types.line(255), (c) => c.notNull())
      .addColumn('language', types.key(8), (c) => c.notNull())
      .addColumn('client_id', types.key(64))
      .addColumn('data', types.text)
      .addColumn('dedupe_id', types.key(64), (c) => c.notNull().unique())
      .addColumn('state', types.key(16), (c) => c.notNull())
      .addColumn('attempts', types.count, (c) => c.notNull())
      .addColumn('next_attempt_at', types.instant, (c) => c.notNull())
      .addColumn('last_error', types.line(255))
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('expires_at', types.instant)
      .addColumn('sent_at', types.instant),
    db.schema.createIndex('messages_by_due').on('messages').columns(['state', 'next_attempt_at']),
    db.schema.createIndex('messages_by_recipient').on('messages').columns(['recipient', 'created_at']),
  ]
}
