import { mergedLookup } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { FindCodeView } from '../../app/ports.ts'
import type { SecretDigest } from '../../domain/authorization-code.ts'
import { codeColumns, codeFrom } from '../sql-authorization-codes.ts'
import type { SessionViewTables } from './session-view.ts'

/** A code and the person that it was issued for, by the unique key on code_hash. */
export function sqlCodeView(db: Kysely<SessionViewTables>): FindCodeView {
  const find = mergedLookup(db, {
    select: (digests: readonly SecretDigest[]) =>
      db
        .selectFrom('authorization_codes as codes')
        .innerJoin('persons', 'persons.id', 'codes.person_id')
        .innerJoin('clients', 'clients.id', 'codes.client_id')
        .select([...codeColumns, 'persons.status'])
        .where('codes.code_hash', 'in', digests),
    keyOf: (row) => row.code_hash,
  })
  return async (digest) => {
    const row = await find(digest)
    return row && { code: codeFrom(row), isSuspended: row.status === 'suspended' }
  }
}
