import { hash } from 'node:crypto'
import { benchRedirectUri } from './client.ts'
import type { Filler } from './filler.ts'
import { digestOf, seededSecret, seededXid } from './numbers.ts'
import { type Holders } from './sessions.ts'
import { activePerson } from './persons.ts'

export const codeVerifier = 'a-verifier-of-the-bench-that-is-long-enough-000'
export const codeChallenge = hash('sha256', codeVerifier, 'base64url')
const openIdTerms = JSON.stringify({
  nonce: 'n-of-the-bench',
  resources: [],
  claims: null,
  dpopThumbprint: null,
})

/** Codes that nobody has used yet, of OpenID Connect or of the native flow; the texts of them. */
export async function seedCodes(
  filler: Filler,
  count: number,
  { clientRow, persons, isOpenId }: Holders & { readonly isOpenId: boolean },
): Promise<readonly string[]> {
  const before = await filler.lastId('authorization_codes')
  const at = Date.now()
  const codes = Array.from({ length: count }, (_, index) => seededSecret('lgc_', before + index))
  await filler.fill('authorization_codes', count, (index) => ({
    xid: seededXid('c', before + index),
    code_hash: digestOf(codes[index] ?? ''),
    person_id: activePerson(index, persons),
    client_id: clientRow,
    scopes: '["openid","profile"]',
    redirect_uri: benchRedirectUri,
    code_challenge: codeChallenge,
    nonce: null,
    amr: '["pwd"]',
    auth_time: at,
    created_at: at,
    expires_at: at + 600_000,
    openid_terms: isOpenId ? openIdTerms : null,
  }))
  return codes
}
