import { hash } from 'node:crypto'
import type { Tables } from '@lgc/composition'
import type { Instant, NewXid, Xid } from '@lgc/kernel'
import type { Insertable, Kysely } from 'kysely'
import { insertMany, lastId } from './bulk.ts'

type Digest = Tables['sessions']['token_hash']

type Seeded = {
  readonly xid: Xid
  readonly token: string
  readonly personId: number
  readonly clientId: number
  readonly at: Instant
}

/** The token of a seeded session: whoever knows its number can present it. */
export function seededToken(index: number): string {
  return `lgs_${hash('sha256', `session ${index}`, 'base64url')}`
}

/** App sessions at one client, spread over the people who are there; none is near its end. */
export async function seedSessions(
  db: Kysely<Tables>,
  newXid: NewXid,
  { count, client }: { readonly count: number; readonly client: { readonly xid: Xid } },
): Promise<void> {
  const { id: clientId } = await db
    .selectFrom('clients')
    .select('id')
    .where('xid', '=', client.xid)
    .executeTakeFirstOrThrow()
  const before = await lastId(db, 'sessions')
  const persons = await lastId(db, 'persons')
  const at = Date.now() as Instant
  await insertMany(db, 'sessions', count, (index) =>
    seededSession({
      xid: newXid(),
      token: seededToken(before + index),
      // Of fifty people one is suspended: the first, and so on.
      personId: (index % persons) % 50 === 0 ? 2 : (index % persons) + 1,
      clientId,
      at,
    }),
  )
}

/** An app session as an exchange leaves it. */
export function seededSession({
  xid,
  token,
  personId,
  clientId,
  at,
}: Seeded): Insertable<Tables['sessions']> {
  return {
    xid,
    person_id: personId,
    client_id: clientId,
    token_hash: hash('sha256', token, 'hex') as Digest,
    scopes: '["openid","profile"]',
    login_session_xid: null,
    authorization_code_xid: null,
    amr: '["pwd"]',
    auth_time: at,
    ip_address: '192.0.2.1',
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
    created_at: at,
    last_active_at: at,
    idle_limit_in_seconds: 1800,
    expires_at: (at + 24 * 3_600_000) as Instant,
  }
}
