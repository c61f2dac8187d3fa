import { hash } from 'node:crypto'
import type { Tables } from '@lgc/composition'
import type { Instant, NewXid, Xid } from '@lgc/kernel'
import type { Kysely } from 'kysely'
import { insertMany, lastId } from './bulk.ts'
import { benchRedirectUri } from './client.ts'

type Digest = Tables['authorization_codes']['code_hash']

export const codeVerifier = 'a-verifier-of-the-bench-that-is-long-enough-000'

/** Codes at one client that nobody has used yet; the texts of them. */
export async function seedCodes(
  db: Kysely<Tables>,
  newXid: NewXid,
  { count, client }: { readonly count: number; readonly client: { readonly xid: Xid } },
): Promise<readonly string[]> {
  const { id: clientId } = await db
    .selectFrom('clients')
    .select('id')
    .where('xid', '=', client.xid)
    .executeTakeFirstOrThrow()
  const persons = await lastId(db, 'persons')
  const at = Date.now() as Instant
  const codes = Array.from({ length: count }, () => `lgc_${hash('sha256', newXid(), 'base64url')}`)
  await insertMany(db, 'authorization_codes', count, (index) => ({
    xid: newXid(),
    code_hash: hash('sha256', codes[index] ?? '', 'hex') as Digest,
    // Of fifty people one is suspended: the first, and so on.
    person_id: (index % persons) % 50 === 0 ? 2 : (index % persons) + 1,
    client_id: clientId,
    scopes: '["openid","profile"]',
    redirect_uri: benchRedirectUri,
    code_challenge: hash('sha256', codeVerifier, 'base64url'),
    nonce: null,
    login_session_xid: null,
    amr: '["pwd"]',
    auth_time: at,
    created_at: at,
    expires_at: (at + 600_000) as Instant,
    used_at: null,
  }))
  return codes
}
