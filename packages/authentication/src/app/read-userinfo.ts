import { type Caller, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import { type Claims, type Profile, claimsFor } from '../domain/claims.ts'
import type { CheckSession, PresentedSession, SessionRefusal } from './check-session.ts'
import type { AuthenticationUnit } from './ports.ts'
import { reported } from './reporting.ts'

/** Who is signed in, as far as the person consented (OpenID Connect Core, section 5.3). */
export type ReadUserinfo = (
  presented: PresentedSession,
  caller: Caller,
) => Promise<Result<Claims, SessionRefusal | 'insufficient_scope'>>

type Dependencies = {
  readonly checkSession: CheckSession
  readonly loadProfile: (personXid: Xid) => Promise<Profile | undefined>
  readonly transact: Transact<AuthenticationUnit>
}

export function readUserinfo({ checkSession, loadProfile, transact }: Dependencies): ReadUserinfo {
  return async (presented, caller) => {
    const checked = await checkSession(presented, caller)
    if (!checked.ok) return checked
    const { session, scopes, clientId, grant } = checked.value
    if (!scopes.includes('openid')) {
      const details = { session_xid: session.xid }
      return transact(caller, (unit) =>
        reported(unit, refuse('insufficient_scope'), 'session_refused', { details }),
      )
    }
    const profile = await loadProfile(session.personXid)
    if (!profile) return refuse('session_not_found')
    return accept(claimsFor(profile, scopes, { clientId, accessLevel: grant?.accessLevel ?? null }))
  }
}
