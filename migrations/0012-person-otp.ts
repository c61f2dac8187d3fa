import { type Migration, entityTable } from './portable.ts'

/**
 * An identifier that nobody has gets a row as well, without an identity: it behaves like any other. The rows of
 * one account are numbered, so that of many that are asked for at once one is sent.
 */
export const personOtp: Migration = (builder) => {
  const { db, types } = builder
  return [
    entityTable(builder, 'otp_challenges')
      .addColumn('account_hmac', types.key(64), (c) => c.notNull())
      .addColumn('sequence', types.count, (c) => c.notNull())
      .addColumn('identity_id', types.id)
      .addColumn('method', types.key(16), (c) => c.notNull())
      .addColumn('code_hmac', types.key(64), (c) => c.notNull())
      .addColumn('browser_hmac', types.key(64))
      .addColumn('attempts', types.count, (c) => c.notNull())
      .addColumn('attempts_since', types.instant, (c) => c.notNull())
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('expires_at', types.instant, (c) => c.notNull())
      .addColumn('superseded_at', types.instant)
      .addColumn('consumed_at', types.instant)
      .addUniqueConstraint('otp_challenges_sequence', ['account_hmac', 'sequence'])
      .addForeignKeyConstraint('otp_challenges_identity', ['identity_id'], 'identities', ['id'], (c) =>
        c.onDelete('cascade'),
      ),
    db.schema.createIndex('otp_challenges_by_age').on('otp_challenges').columns(['created_at']),
  ]
}
