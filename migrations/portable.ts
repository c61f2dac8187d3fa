import type { DialectName } from '@lgc/sql'
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

const refusals: Record<DialectName, (table: string) => readonly string[]> = {
  // REPLACE deletes without firing the trigger on delete unless the connection asks for it, so it is met before.
  sqlite: (table) => [
    `create trigger ${table}_no_update before update on ${table} begin select raise(abort, '${table} is append-only'); end`,
    `create trigger ${table}_no_delete before delete on ${table} begin select raise(abort, '${table} is append-only'); end`,
    `create trigger ${table}_no_replace before insert on ${table} when exists (select 1 from ${table} where id = new.id or xid = new.xid) begin select raise(abort, '${table} is append-only'); end`,
  ],
  mysql: (table) =>
    ['update', 'delete'].map(
      (verb) =>
        `create trigger ${table}_no_${verb} before ${verb} on ${table} for each row signal sqlstate '45000' set message_text = '${table} is append-only'`,
    ),
}

/** Triggers by which the database itself refuses to change or cut a log. */
export function appendOnly({ db, dialect }: Builder, table: string): readonly Statement[] {
  return refusals[dialect](table).map((statement) => ({ compile: () => sql.raw(statement).compile(db) }))
}
