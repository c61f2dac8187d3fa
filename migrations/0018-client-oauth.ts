import type { Migration } from './portable.ts'

/** What a client is allowed and held to in OAuth and OpenID Connect, as JSON; null where nothing was said. */
export const clientOAuth: Migration = ({ db, types }) => [
  db.schema.alterTable('clients').addColumn('oauth_settings', types.text),
]
