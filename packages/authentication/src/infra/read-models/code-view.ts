import { decodeList, mergedLookup } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { FindCodeView } from '../../app/ports.ts'
import type { SecretDigest } from '../../domain/authorization-code.ts'
import { codeColumns, codeFrom } from '../sql-authorization-codes.ts'
import type { SessionViewTables } from './session-view.ts'

/** A code, the person that it was issued for and what that person consented to, by the unique key on code_hash. */
export function sqlCodeView(db: Kysely<SessionViewTables>): FindCodeView {
  const find = mergedLookup(db, {
    select: (digests: readonly SecretDigest[]) =>
      db
        .selectFrom('authorization_codes as codes')
        .innerJoin('persons', 'persons.id', 'codes.person_id')
        .innerJoin('clients', 'clients.id', 'codes.client_id')
        .leftJoin('consent_records', (join) =>
          join
            .onRef('consent_records.person_id', '=', 'codes.person_id')
            .onRef('consent_records.client_id', '=', 'codes.client_id'),
        )
        .select([...codeColumns, 'persons.status', 'consent_records.scopes as consented_scopes'])
        .where('codes.code_hash', 'in', digests),
    keyOf: (row) => row.code_hash,
  })
  return async (digest) => {
    const row = await find(digest)
    return (
      row && {
        code: codeFrom(row),
        isSuspended: row.status === 'suspended',
        consentedScopes: row.consented_scopes === null ? [] : decodeList(row.consented_scopes),
      }
    )
  }
}
