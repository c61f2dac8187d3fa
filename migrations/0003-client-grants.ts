import { type Migration, entityTable } from './portable.ts'

/** `is_active` is 1 or NULL, so that the unique key allows one active grant and any number of revoked ones. */
export const clientGrants: Migration = (builder) => {
  const { db, types } = builder
  return [
    entityTable(builder, 'person_app_grants')
      .addColumn('person_id', types.id, (c) => c.notNull())
      .addColumn('client_id', types.id, (c) => c.notNull())
      .addColumn('access_level', types.key(32), (c) => c.notNull())
      .addColumn('granted_by', types.key(20))
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('updated_at', types.instant, (c) => c.notNull())
      .addColumn('revoked_at', types.instant)
      .addColumn('revoked_by', types.key(20))
      .addColumn('is_active', types.count)
      .addUniqueConstraint('person_app_grants_active', ['person_id', 'client_id', 'is_active'])
      .addForeignKeyConstraint('person_app_grants_person', ['person_id'], 'persons', ['id'], (c) =>
        c.onDelete('cascade'),
      )
      .addForeignKeyConstraint('person_app_grants_client', ['client_id'], 'clients', ['id'], (c) =>
        c.onDelete('cascade'),
      ),
    db.schema.createIndex('person_app_grants_by_client').on('person_app_grants').columns(['client_id', 'id']),
  ]
}
