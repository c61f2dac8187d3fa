import type { Migration } from './portable.ts'

/** Operators list what belongs to a person or a client by these, page after page. */
export const authenticationLists: Migration = ({ db }) => [
  db.schema.createIndex('sessions_list_of_person').on('sessions').columns(['person_id', 'xid']),
  db.schema.createIndex('sessions_list_of_client').on('sessions').columns(['client_id', 'xid']),
  db.schema.createIndex('consents_list_of_person').on('consent_records').columns(['person_id', 'xid']),
  db.schema.createIndex('consents_list_of_client').on('consent_records').columns(['client_id', 'xid']),
]
