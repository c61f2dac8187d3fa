import type { Core } from '@lgc/composition'
import type { Instant, Xid } from '@lgc/kernel'
import { bearerToken } from '../http/authorization-header.ts'
import { readCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { bearerProblem } from './bearer-problem.ts'

type SignedIn = {
  readonly xid: Xid
  readonly personXid: Xid
  /** When the person proved who they are, in this browser; no product that holds a session can say so. */
  readonly provedAt: Instant | null
  readonly clientId: string | null
}

/** What may be answered to a session of either kind. */
export const signedInErrors = [
  'session_missing',
  'session_not_found',
  'session_kind_mismatch',
  'session_expired',
  'session_idle_timeout',
  'client_inactive',
  'grant_required',
  'grant_revoked',
  'person_suspended',
  'origin_not_allowed',
] as const

/** The session that came, of either kind; a token wins over the cookie. */
export async function signedIn(
  c: HttpContext,
  core: Pick<Core, 'checkSession' | 'findLoginSession'>,
): Promise<SignedIn | Response> {
  const token = bearerToken(c)
  const login = token === null ? await core.findLoginSession(readCookie(c, 'lgc_session')) : undefined
  if (login) {
    c.set('personXid', login.personXid)
    return { xid: login.xid, personXid: login.personXid, provedAt: login.authTime, clientId: null }
  }
  const checked = await core.checkSession({ token, clientXid: null }, callerOf(c))
  if (!checked.ok) return bearerProblem(c, checked.refusal)
  const { session, clientId } = checked.value
  c.set('personXid', session.personXid)
  return { xid: session.xid, personXid: session.personXid, provedAt: null, clientId }
}
