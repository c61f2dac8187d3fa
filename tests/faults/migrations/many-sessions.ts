import type { Tables } from '@lgc/composition'
import type { Database } from '@lgc/sql'
import { sql } from 'kysely'

/** As many login sessions as are asked for, where the server can count; how many were made. */
export async function fillSessions(
  { db, dialect }: Database<Tables>,
  personXid: string,
  count: number,
): Promise<number> {
  if (count === 0 || dialect !== 'mysql') return 0
  const now = Date.now()
  const numbers = sql.raw(`seq_1_to_${count}`)
  await sql`insert into sessions (xid, person_id, client_id, token_hash, scopes, amr, auth_time, ip_address,
      user_agent, created_at, last_active_at, expires_at, idle_limit_in_seconds)
    select lpad(seq, 20, '0'), persons.id, null, sha2(concat('many ', seq), 256), '[]', '[]', ${now}, '192.0.2.1',
      'tests', ${now}, ${now}, ${now + 86_400_000}, 7200
    from ${numbers} join persons on persons.xid = ${personXid}`.execute(db)
  return count
}
