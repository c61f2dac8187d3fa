import type { Migration } from './portable.ts'

/** What an identity is to be named by whoever comes with the link; it was sent there. */
export const personEmailChange: Migration = ({ db, types }) => [
  db.schema.alterTable('person_proofs').addColumn('new_identifier', types.line(255)),
]
