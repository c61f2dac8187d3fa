import type { Tables } from '@lgc/composition'
import type { Instant, NewXid, Xid } from '@lgc/kernel'
import type { Kysely } from 'kysely'
import { insertMany, lastId } from './bulk.ts'
import { madeName } from './names.ts'

type Identifier = Tables['identities']['identifier']

/** People with an e-mail address each, in the default realm; as a load leaves them, without a password. */
export async function seedPersons(db: Kysely<Tables>, newXid: NewXid, count: number): Promise<void> {
  const { id: realmId } = await db
    .selectFrom('realms')
    .select('id')
    .where('name', '=', 'default')
    .executeTakeFirstOrThrow()
  const before = await lastId(db, 'persons')
  const at = Date.now() as Instant
  const made = { realm_id: realmId, created_at: at, updated_at: at }
  await insertMany(db, 'persons', count, (index) => ({
    ...made,
    id: (before + index + 1) as never,
    xid: newXid(),
    name_display: madeName(before + index).display,
    name_legal: madeName(before + index).legal,
    status: index % 50 === 0 ? ('suspended' as const) : ('active' as const),
    suspended_at: null,
    suspended_reason: null,
  }))
  await insertMany(db, 'identities', count, (index) => ({
    ...made,
    xid: newXid(),
    person_id: before + index + 1,
    type: 'email' as const,
    identifier: madeName(before + index).address as Identifier,
    challenge: null,
    challenge_updated_at: null,
    provisioned_by_client_id: null,
    is_primary: 1,
    verified_at: at,
    last_used_at: null,
  }))
}

/** A grant for everybody, to one client. */
export async function seedGrants(
  db: Kysely<Tables>,
  newXid: NewXid,
  client: { readonly xid: Xid },
): Promise<void> {
  const { id: clientId } = await db
    .selectFrom('clients')
    .select('id')
    .where('xid', '=', client.xid)
    .executeTakeFirstOrThrow()
  const at = Date.now() as Instant
  await insertMany(db, 'person_app_grants', await lastId(db, 'persons'), (index) => ({
    xid: newXid(),
    person_id: index + 1,
    client_id: clientId,
    access_level: 'user',
    granted_by: null,
    created_at: at,
    updated_at: at,
    revoked_at: null,
    revoked_by: null,
    is_active: 1 as const,
  }))
}
