import type { PageRequest, Xid } from '@lgc/kernel'
import type { AliasedExpression, Kysely } from 'kysely'
import type { Whose } from '../app/ports.ts'
import { foreignKeys } from './foreign-keys.ts'
import type { AuthenticationTables } from './tables.ts'

/**
 * The keys of a page of somebody's rows, newest first and one more than asked for, by the index `…_list_of_person` or
 * `…_list_of_client`. A page is cut before a row is read: far into a list both databases find their place by keys alone.
 */
export function keysNear(
  db: Kysely<AuthenticationTables>,
  table: 'sessions' | 'consent_records',
  of: Whose,
  { limit, after }: PageRequest,
): AliasedExpression<{ id: number }, 'near'> {
  const idOf = foreignKeys(db)
  let keys = db.selectFrom(table).select('id')
  if ('personXid' in of) keys = keys.where('person_id', '=', idOf.person(of.personXid))
  else keys = keys.where('client_id', '=', idOf.client(of.clientXid))
  if (after) keys = keys.where('xid', '<', (after[0] ?? '') as Xid)
  return keys
    .orderBy('xid', 'desc')
    .limit(limit + 1)
    .as('near')
}
