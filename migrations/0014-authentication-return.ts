import type { Migration } from './portable.ts'

/** Whoever signs in for a page of their account comes back to it. */
export const authenticationReturn: Migration = ({ db, types }) => [
  db.schema.alterTable('login_flows').addColumn('return_to', types.key(64)),
]
