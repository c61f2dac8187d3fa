import { type Migration, entityTable } from './portable.ts'

export const person: Migration = (builder) => {
  const { db, types } = builder
  return [
    entityTable(builder, 'persons')
      .addColumn('realm_id', types.id, (c) => c.notNull())
      .addColumn('name_display', types.line(100), (c) => c.notNull())
      .addColumn('name_legal', types.line(200))
      .addColumn('status', types.key(16), (c) => c.notNull())
      .addColumn('suspended_at', types.instant)
      .addColumn('suspended_reason', types.line(255))
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('updated_at', types.instant, (c) => c.notNull())
      .addForeignKeyConstraint('persons_realm', ['realm_id'], 'realms', ['id']),
    entityTable(builder, 'identities')
      .addColumn('realm_id', types.id, (c) => c.notNull())
      .addColumn('person_id', types.id, (c) => c.notNull())
      .addColumn('type', types.key(16), (c) => c.notNull())
      .addColumn('identifier', types.line(255), (c) => c.notNull())
      .addColumn('challenge', types.key(255))
      .addColumn('challenge_updated_at', types.instant)
      .addColumn('provisioned_by_client_id', types.id)
      .addColumn('is_primary', types.count, (c) => c.notNull())
      .addColumn('verified_at', types.instant)
      .addColumn('last_used_at', types.instant)
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('updated_at', types.instant, (c) => c.notNull())
      .addUniqueConstraint('identities_identifier', ['realm_id', 'type', 'identifier'])
      .addForeignKeyConstraint('identities_realm', ['realm_id'], 'realms', ['id'])
      .addForeignKeyConstraint('identities_person', ['person_id'], 'persons', ['id'], (c) =>
        c.onDelete('cascade'),
      )
      .addForeignKeyConstraint(
        'identities_provisioner',
        ['provisioned_by_client_id'],
        'clients',
        ['id'],
        (c) => c.onDelete('set null'),
      ),
    db.schema.createIndex('identities_by_person').on('identities').columns(['person_id']),
    db.schema
      .createTable('sign_in_attempts')
      .addColumn('identifier_hmac', types.key(64), (c) => c.primaryKey().notNull())
      .addColumn('failed_attempts', types.count, (c) => c.notNull())
      .addColumn('locked_until', types.instant)
      .addColumn('updated_at', types.instant, (c) => c.notNull()),
    db.schema.createIndex('sign_in_attempts_by_age').on('sign_in_attempts').columns(['updated_at']),
  ]
}
