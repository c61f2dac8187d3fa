import { type DialectName, appendOnlyGuards } from '@lgc/sql'
import { type ColumnDataType, type CreateTableBuilder, type Expression, type Kysely, sql } from 'kysely'

type ColumnType = ColumnDataType | Expression<unknown>

/** The column types that both databases store and compare alike. A migration uses nothing else. */
export type PortableTypes = {
  /** Row number inside the database; leaves it never. */
  readonly id: ColumnType
  /** Machine text compared byte by byte: ids, digests, codes. */
  readonly key: (length: number) => ColumnType
  /** Text of people, at most this many characters, compared byte by byte. */
  readonly line: (length: number) => ColumnType
  readonly text: ColumnType
  /** Milliseconds since the epoch, UTC. */
  readonly instant: ColumnType
  readonly count: ColumnType
}

export const portable: Record<DialectName, PortableTypes> = {
  mysql: {
    id: 'bigint',
    key: (length) => sql.raw(`varchar(${length}) character set ascii collate ascii_bin`),
    line: (length) => sql.raw(`varchar(${length}) character set utf8mb4 collate utf8mb4_bin`),
    text: sql.raw('mediumtext character set utf8mb4 collate utf8mb4_bin'),
    instant: 'bigint',
    count: 'integer',
  },
  sqlite: {
    id: 'integer',
    key: () => 'text',
    line: () => 'text',
    text: 'text',
    instant: 'integer',
    count: 'integer',
  },
}

/** A statement that can be written down without being run. */
export type Statement = { compile(): { readonly sql: string; readonly parameters: readonly unknown[] } }

export type Builder = {
  readonly db: Kysely<unknown>
  readonly types: PortableTypes
  readonly dialect: DialectName
}

/** Every statement stands alone: a process may die between two of them and another carries on. */
export type Migration = (builder: Builder) => readonly Statement[]

/** A table with the internal `id` and the external `xid` that every entity has. */
export function entityTable({ db, types }: Builder, name: string): CreateTableBuilder<string, 'id' | 'xid'> {
  return db.schema
    .createTable(name)
    .addColumn('id', types.id, (column) => column.primaryKey().autoIncrement().notNull())
    .addColumn('xid', types.key(20), (column) => column.notNull().unique())
}

/** MySQL wants to know of which table, and SQLite does not. Neither keeps anybody waiting for it. */
export function dropIndex({ db, dialect }: Builder, table: string, name: string): Statement {
  const drop = db.schema.dropIndex(name)
  return dialect === 'mysql' ? drop.on(table) : drop
}

/** Triggers by which the database itself refuses to change or cut a log. */
export function appendOnly({ db, dialect }: Builder, table: string): readonly Statement[] {
  return appendOnlyGuards(dialect, table).map(({ create }) => ({
    compile: () => sql.raw(create).compile(db),
  }))
}
