import type { Migration } from './portable.ts'

/** The lists of operators go by these, and an API key may be tied to where it is used from. */
export const clientAdministration: Migration = ({ db, types }) => [
  db.schema.createIndex('grants_list_of_person').on('person_app_grants').columns(['person_id', 'xid']),
  db.schema.createIndex('grants_list_of_client').on('person_app_grants').columns(['client_id', 'xid']),
  db.schema.alterTable('api_keys').addColumn('allowed_networks', types.text),
]
