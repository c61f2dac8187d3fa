import { type Xid, parseXid } from '@lgc/kernel'
import type { TokenClaims } from '../keys/token.ts'
import type { TokenTerms } from './access-token.ts'

type AccessClaims = TokenTerms & {
  readonly xid: Xid
  readonly clientId: string
  readonly sessionXid: Xid | null
}

/** What a signed access token of ours says (RFC 9068, section 2.2); undefined when it is none. */
export function parseAccessClaims(claims: TokenClaims): AccessClaims | undefined {
  const { jti, client_id: clientId, sid, scope = '', aud, cnf } = claims
  const xid = typeof jti === 'string' ? parseXid(jti) : undefined
  const sessionXid = typeof sid === 'string' ? parseXid(sid) : null
  if (!xid || typeof clientId !== 'string' || sessionXid === undefined || typeof scope !== 'string')
    return undefined
  return {
    xid,
    clientId,
    sessionXid,
    scopes: scope.split(' ').filter((word) => word !== ''),
    audience: (Array.isArray(aud) ? aud : [aud]).map(String),
    dpopThumbprint: thumbprintIn(cnf),
  }
}

function thumbprintIn(cnf: unknown): string | null {
  if (typeof cnf !== 'object' || cnf === null || !('jkt' in cnf)) return null
  return String(cnf.jkt)
}
