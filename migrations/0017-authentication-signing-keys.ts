import { type Migration, entityTable } from './portable.ts'

/** One key of a generation: of several processes that make the next one at the same time, one succeeds. */
export const authenticationSigningKeys: Migration = (builder) => {
  const { types } = builder
  return [
    entityTable(builder, 'signing_keys')
      .addColumn('kid', types.key(64), (c) => c.notNull().unique())
      .addColumn('algorithm', types.key(16), (c) => c.notNull())
      .addColumn('generation', types.count, (c) => c.notNull())
      .addColumn('public_jwk', types.text, (c) => c.notNull())
      .addColumn('private_key', types.text)
      .addColumn('created_at', types.instant, (c) => c.notNull())
      .addColumn('activates_at', types.instant, (c) => c.notNull())
      .addColumn('revoked_at', types.instant)
      .addUniqueConstraint('signing_keys_generation', ['algorithm', 'generation']),
  ]
}
