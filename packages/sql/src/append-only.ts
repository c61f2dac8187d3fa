import type { DialectName } from './open.ts'

export type Guard = { readonly name: string; readonly create: string }

/** REPLACE deletes without firing the trigger on delete unless the connection asks for it, so it is met before. */
const guards: Record<DialectName, (table: string) => readonly Guard[]> = {
  sqlite: (table) => [
    refusing(table, 'update', `begin select raise(abort, '${table} is append-only'); end`),
    refusing(table, 'delete', `begin select raise(abort, '${table} is append-only'); end`),
    {
      name: `${table}_no_replace`,
      create: `create trigger ${table}_no_replace before insert on ${table} when exists (select 1 from ${table} where id = new.id or xid = new.xid) begin select raise(abort, '${table} is append-only'); end`,
    },
  ],
  mysql: (table) =>
    (['update', 'delete'] as const).map((verb) =>
      refusing(
        table,
        verb,
        `for each row signal sqlstate '45000' set message_text = '${table} is append-only'`,
      ),
    ),
}

/** Triggers by which the database itself refuses to change or cut a log. */
export function appendOnlyGuards(dialect: DialectName, table: string): readonly Guard[] {
  return guards[dialect](table)
}

/** The one of them that stands in the way of deleting rows. */
export function deletionGuard(dialect: DialectName, table: string): Guard {
  const guard = guards[dialect](table).find(({ name }) => name === `${table}_no_delete`)
  if (!guard) throw new Error(`${table} has no guard against deletion`)
  return guard
}

function refusing(table: string, verb: 'update' | 'delete', body: string): Guard {
  const name = `${table}_no_${verb}`
  return { name, create: `create trigger ${name} before ${verb} on ${table} ${body}` }
}
