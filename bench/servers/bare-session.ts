import { hash } from 'node:crypto'
import type { Context } from 'hono'
import type { RawDatabase } from './raw-database.ts'

const byDigest = `select s.xid, s.scopes, s.amr, s.created_at, s.last_active_at, s.expires_at,
    s.idle_limit_in_seconds, p.xid as person_xid, c.client_id
  from sessions s join persons p on p.id = s.person_id left join clients c on c.id = s.client_id
  where s.token_hash = ?`

/** One SELECT by digest, and the answer of the service. */
export function bareSession({ find }: RawDatabase) {
  return async (c: Context): Promise<Response> => {
    const token = c.req.header('authorization')?.slice('Bearer '.length) ?? ''
    const row = await find(byDigest, [hash('sha256', token, 'hex')])
    if (!row) return c.json({}, 401)
    const idleEnd = Number(row['last_active_at']) + Number(row['idle_limit_in_seconds']) * 1000
    return c.json({
      session: {
        xid: row['xid'],
        kind: 'app',
        scopes: JSON.parse(String(row['scopes'])),
        amr: JSON.parse(String(row['amr'])),
        created_at: timestampOf(row['created_at']),
        last_active_at: timestampOf(row['last_active_at']),
        expires_at: timestampOf(row['expires_at']),
        idle_expires_at: timestampOf(idleEnd),
      },
      person: { xid: row['person_xid'] },
      client_id: row['client_id'],
      grant: null,
    })
  }
}

function timestampOf(instant: unknown): string {
  return new Date(Number(instant)).toISOString()
}
