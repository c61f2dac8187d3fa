import type { Migration } from './portable.ts'

/** Operators list and search a realm of any size by these, page after page. */
export const personSearch: Migration = ({ db }) => [
  db.schema.createIndex('persons_by_realm').on('persons').columns(['realm_id', 'xid']),
  db.schema.createIndex('persons_by_status').on('persons').columns(['realm_id', 'status', 'xid']),
  db.schema.createIndex('persons_by_name_display').on('persons').columns(['realm_id', 'name_display', 'xid']),
  db.schema.createIndex('persons_by_name_legal').on('persons').columns(['realm_id', 'name_legal', 'xid']),
  db.schema
    .createIndex('identities_by_identifier')
    .on('identities')
    .columns(['realm_id', 'identifier', 'xid']),
]
