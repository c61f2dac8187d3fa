import { createHash } from 'node:crypto'
import { type PlannedMigration, planFor } from '@lgc/migrations'
import { type DialectName, compilerFor } from '@lgc/sql'
import type { CompiledQuery } from 'kysely'

const name = '9000-later'

/** What the next version may bring: a table, columns on the tables that are used the most, and indexes on them. */
export function laterPlan(dialect: DialectName): readonly PlannedMigration[] {
  const { schema } = compilerFor(dialect)
  const statements = [
    schema
      .createTable('later_things')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement().notNull())
      .addColumn('noted_at', 'bigint', (column) => column.notNull()),
    schema.alterTable('sessions').addColumn('later_note', 'varchar(64)'),
    schema
      .alterTable('sessions')
      .addColumn('later_count', 'integer', (column) => column.notNull().defaultTo(0)),
    schema.createIndex('sessions_by_later_count').on('sessions').columns(['later_count', 'expires_at']),
    schema.alterTable('persons').addColumn('later_note', 'varchar(64)'),
    schema.alterTable('refresh_tokens').addColumn('later_note', 'varchar(64)'),
    schema.createIndex('refresh_tokens_by_later_note').on('refresh_tokens').columns(['later_note']),
    schema.alterTable('audit_log').addColumn('later_note', 'varchar(64)'),
  ].map((statement) => statement.compile() as CompiledQuery)
  const checksum = createHash('sha256')
    .update(JSON.stringify(statements.map(({ sql }) => sql)))
    .digest('hex')
  return [...planFor(dialect), { name, statements, checksum }]
}
