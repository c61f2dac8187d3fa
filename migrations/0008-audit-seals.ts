import { type Builder, type Migration, type Statement, appendOnly, entityTable } from './portable.ts'

/** What proves that the record was not changed, and the indexes by which the record is read, newest first. */
export const auditSeals: Migration = (builder) => [
  ...seals(builder),
  ...sealedRows(builder),
  ...leases(builder),
  ...readingOrder(builder),
  ...appendOnly(builder, 'audit_seals'),
  ...appendOnly(builder, 'audit_sealed_rows'),
]

function seals(builder: Builder): readonly Statement[] {
  const { db, types } = builder
  return [
    entityTable(builder, 'audit_seals')
      .addColumn('sequence', types.id, (c) => c.notNull().unique())
      .addColumn('kind', types.key(16), (c) => c.notNull())
      .addColumn('log', types.key(16), (c) => c.notNull())
      .addColumn('first_position', types.id, (c) => c.notNull())
      .addColumn('last_position', types.id, (c) => c.notNull())
      .addColumn('row_count', types.id, (c) => c.notNull())
      .addColumn('covered_until', types.instant, (c) => c.notNull())
      .addColumn('rows_digest', types.key(64), (c) => c.notNull())
      .addColumn('previous_digest', types.key(64), (c) => c.notNull())
      .addColumn('digest', types.key(64), (c) => c.notNull())
      .addColumn('key_id', types.key(16), (c) => c.notNull())
      .addColumn('signature', types.key(128), (c) => c.notNull())
      .addColumn('sealed_at', types.instant, (c) => c.notNull()),
    db.schema.createIndex('audit_seals_by_log').on('audit_seals').columns(['log', 'kind', 'sequence']),
  ]
}

/** The number of a sealed row; its xid is the xid of the row in the log. */
function sealedRows(builder: Builder): readonly Statement[] {
  const { types } = builder
  return [
    entityTable(builder, 'audit_sealed_rows')
      .addColumn('log', types.key(16), (c) => c.notNull())
      .addColumn('position', types.id, (c) => c.notNull())
      .addColumn('digest', types.key(64), (c) => c.notNull())
      .addUniqueConstraint('audit_sealed_rows_position', ['log', 'position']),
  ]
}

function leases({ db, types }: Builder): readonly Statement[] {
  return [
    db.schema
      .createTable('audit_leases')
      .addColumn('name', types.key(32), (c) => c.primaryKey().notNull())
      .addColumn('holder', types.key(40), (c) => c.notNull())
      .addColumn('expires_at', types.instant, (c) => c.notNull()),
  ]
}

const orders = {
  audit_log: [[], ['target_xid'], ['agent_xid'], ['action'], ['ip_address']],
  security_log: [[], ['event_type'], ['identifier_hmac'], ['client_id_claimed'], ['ip_address']],
  request_log: [[], ['client_xid'], ['api_key_xid'], ['person_xid'], ['ip_address']],
} as const

function readingOrder({ db }: Builder): readonly Statement[] {
  return Object.entries(orders).flatMap(([table, prefixes]) =>
    prefixes.map((prefix) => {
      const columns = [...prefix, 'created_at']
      return db.schema
        .createIndex(`${table}_by_${columns.join('_')}`)
        .on(table)
        .columns(columns)
    }),
  )
}
