import type { Migration } from './portable.ts'

/** Sessions that nobody uses any more are found without reading all of them. */
export const authenticationIdle: Migration = ({ db }) => [
  db.schema.createIndex('sessions_by_activity').on('sessions').columns(['last_active_at']),
]
