import { createHash } from 'node:crypto'
import { type DialectName, compilerFor } from '@lgc/sql'
import type { CompiledQuery } from 'kysely'
import { client } from './0001-client.ts'
import { person } from './0002-person.ts'
import { clientGrants } from './0003-client-grants.ts'
import { authentication } from './0004-authentication.ts'
import { audit } from './0005-audit.ts'
import { authenticationLists } from './0006-authentication-lists.ts'
import { clientAdministration } from './0006-client-administration.ts'
import { personSearch } from './0006-person-search.ts'
import { clientIdempotency } from './0007-client-idempotency.ts'
import { auditSeals } from './0008-audit-seals.ts'
import { authenticationIdle } from './0009-authentication-idle.ts'
import { notification } from './0010-notification.ts'
import { personProofs } from './0011-person-proofs.ts'
import { personOtp } from './0012-person-otp.ts'
import { authenticationProviders } from './0013-authentication-providers.ts'
import { authenticationReturn } from './0014-authentication-return.ts'
import { personEmailChange } from './0014-person-email-change.ts'
import { auditIndexes } from './0015-audit-indexes.ts'
import { clientActiveGrants } from './0016-client-active-grants.ts'
import { authenticationSigningKeys } from './0017-authentication-signing-keys.ts'
import { clientOAuth } from './0018-client-oauth.ts'
import { authenticationOpenId } from './0019-authentication-openid.ts'
import { authenticationTokens } from './0020-authentication-tokens.ts'
import { authenticationLogout } from './0022-authentication-logout.ts'
import { authenticationDevice } from './0023-authentication-device.ts'
import { clientRegistration } from './0024-client-registration.ts'
import { authenticationPushedRequests } from './0025-authentication-pushed-requests.ts'
import { type Migration, portable } from './portable.ts'

/** In the order in which they run. A name that was released never changes, nor does what it does. */
const migrations: readonly (readonly [name: string, migration: Migration])[] = [
  ['0001-client', client],
  ['0002-person', person],
  ['0003-client-grants', clientGrants],
  ['0004-authentication', authentication],
  ['0005-audit', audit],
  ['0006-authentication-lists', authenticationLists],
  ['0006-client-administration', clientAdministration],
  ['0006-person-search', personSearch],
  ['0007-client-idempotency', clientIdempotency],
  ['0008-audit-seals', auditSeals],
  ['0009-authentication-idle', authenticationIdle],
  ['0010-notification', notification],
  ['0011-person-proofs', personProofs],
  ['0012-person-otp', personOtp],
  ['0013-authentication-providers', authenticationProviders],
  ['0014-authentication-return', authenticationReturn],
  ['0014-person-email-change', personEmailChange],
  ['0015-audit-indexes', auditIndexes],
  ['0016-client-active-grants', clientActiveGrants],
  ['0017-authentication-signing-keys', authenticationSigningKeys],
  ['0018-client-oauth', clientOAuth],
  ['0019-authentication-openid', authenticationOpenId],
  ['0020-authentication-tokens', authenticationTokens],
  ['0022-authentication-logout', authenticationLogout],
  ['0023-authentication-device', authenticationDevice],
  ['0024-client-registration', clientRegistration],
  ['0025-authentication-pushed-requests', authenticationPushedRequests],
]

export type PlannedMigration = {
  readonly name: string
  readonly statements: readonly CompiledQuery[]
  /** SHA-256 over the SQL of this dialect. */
  readonly checksum: string
}

export function planFor(dialect: DialectName): readonly PlannedMigration[] {
  const builder = { db: compilerFor(dialect), types: portable[dialect], dialect }
  return migrations.map(([name, migration]) => {
    const statements = migration(builder).map((statement) => statement.compile() as CompiledQuery)
    return { name, statements, checksum: checksumOf(statements) }
  })
}

function checksumOf(statements: readonly CompiledQuery[]): string {
  const hash = createHash('sha256')
  for (const { sql, parameters } of statements) hash.update(`${sql}\n${JSON.stringify(parameters)}\n`)
  return hash.digest('hex')
}
