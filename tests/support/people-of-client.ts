import { hash } from 'node:crypto'
import type { Tables } from '@lgc/composition'
import type { Instant, NewXid, Xid } from '@lgc/kernel'
import type { Insertable, Kysely } from 'kysely'

type Filling = {
  readonly clientXid: Xid
  readonly count: number
  readonly newXid: NewXid
  readonly at: Instant
}

/** So many people in one statement for each table, each with a grant, a consent and a session at the client. */
export async function addPeopleOfClient(
  db: Kysely<Tables>,
  { clientXid, count, newXid, at }: Filling,
): Promise<void> {
  const client = await db
    .selectFrom('clients')
    .select(['id', 'realm_id'])
    .where('xid', '=', clientXid)
    .executeTakeFirstOrThrow()
  const made = () => ({ xid: newXid(), created_at: at, updated_at: at })
  const persons = Array.from({ length: count }, (_, index) => ({
    ...made(),
    realm_id: client.realm_id,
    name_display: `Ada ${index}`,
    name_legal: null,
    status: 'active' as const,
    suspended_at: null,
    suspended_reason: null,
  }))
  await db.insertInto('persons').values(persons).execute()
  const rows = await db
    .selectFrom('persons')
    .select(['id', 'xid'])
    .where(
      'xid',
      'in',
      persons.map(({ xid }) => xid),
    )
    .execute()
  const pairs = rows.map(({ id }) => ({ person_id: id as number, client_id: client.id as number }))
  const grant = {
    access_level: 'user',
    granted_by: null,
    revoked_at: null,
    revoked_by: null,
    is_active: 1 as const,
  }
  const grants = pairs.map((pair) => ({ ...made(), ...pair, ...grant }))
  await db.insertInto('person_app_grants').values(grants).execute()
  const consents = pairs.map((pair) => ({
    ...made(),
    ...pair,
    scopes: '["openid"]',
    source: 'user' as const,
  }))
  await db.insertInto('consent_records').values(consents).execute()
  await db
    .insertInto('sessions')
    .values(pairs.map((pair) => ({ ...sessionAt(at), ...pair, xid: newXid() })))
    .execute()
}

function sessionAt(at: Instant): Omit<Insertable<Tables['sessions']>, 'xid' | 'person_id' | 'client_id'> {
  return {
    token_hash: hash('sha256', Math.random().toString(), 'hex') as Tables['sessions']['token_hash'],
    scopes: '["openid"]',
    amr: '["pwd"]',
    auth_time: at,
    ip_address: '192.0.2.1',
    user_agent: 'tests',
    created_at: at,
    last_active_at: at,
    expires_at: (at + 86_400_000) as Instant,
    idle_limit_in_seconds: 7200,
  }
}
