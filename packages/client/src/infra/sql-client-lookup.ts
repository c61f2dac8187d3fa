import { mergedLookup } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { FindCredentials } from '../app/ports.ts'
import { clientIdForm } from '../domain/client-settings.ts'
import { clientFrom, secretsFrom, selectClients } from './sql-clients.ts'
import type { ClientTables } from './tables.ts'

/** Clients and their secrets as they are asked for all day, outside of transactions: one statement for many at once. */
export function sqlClientLookup(db: Kysely<ClientTables>): FindCredentials {
  const find = mergedLookup(db, {
    select: (clientIds: readonly string[]) =>
      selectClients(db)
        .select(['clients.previous_client_secret', 'clients.previous_secret_expires_at'])
        .where('clients.client_id', 'in', clientIds),
    keyOf: (row) => row.client_id,
  })
  return async (clientId) => {
    if (!clientIdForm.test(clientId)) return undefined
    const row = await find(clientId)
    return row && { client: clientFrom(row), secrets: secretsFrom(row) }
  }
}
