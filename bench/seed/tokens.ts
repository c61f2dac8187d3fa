import type { Filler } from './filler.ts'
import { digestOf, seededSecret, seededXid } from './numbers.ts'

type Kind = 'access_tokens' | 'refresh_tokens'

const prefixes: Readonly<Record<Kind, string>> = { access_tokens: 'lgat_', refresh_tokens: 'lgrt_' }
const lifetime = 3_600_000

type Belonging = { readonly clientRow: number; readonly sessions: number; readonly audience: string }

/** Tokens of the seeded sessions, one each and round again; the texts of them. */
export async function seedTokens(
  filler: Filler,
  table: Kind,
  count: number,
  { clientRow, sessions, audience }: Belonging,
): Promise<readonly string[]> {
  const before = await filler.lastId(table)
  const at = Date.now()
  const tokens = Array.from({ length: count }, (_, index) => seededSecret(prefixes[table], before + index))
  const ofKind = table === 'access_tokens' ? { client_id: clientRow } : { grace_uses: 0 }
  await filler.fill(table, count, (index) => ({
    xid: seededXid(table === 'access_tokens' ? 't' : 'r', before + index),
    token_hash: digestOf(tokens[index] ?? ''),
    session_id: ((before + index) % sessions) + 1,
    scopes: '["openid","profile"]',
    audience: JSON.stringify([audience]),
    created_at: at,
    expires_at: at + lifetime,
    ...ofKind,
  }))
  return tokens
}
