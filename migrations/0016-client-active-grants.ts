import type { Migration } from './portable.ts'

/** Those who may enter a product now are listed without a look at those who may no longer. */
export const clientActiveGrants: Migration = ({ db }) => [
  db.schema
    .createIndex('grants_active_of_client')
    .on('person_app_grants')
    .columns(['client_id', 'is_active', 'xid']),
]
