import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import { type AccessRefusal, gateRefusal } from '../domain/registered-client.ts'
import { effectiveScopes } from '../domain/scopes.ts'
import { type Session, type SessionEnd, endOf, idleEnd, isBumpDue } from '../domain/session.ts'
import type { NoteActivity } from './note-activity.ts'
import type { AuthenticationUnit, Clients, FindSessionView, Secrets, SessionView } from './ports.ts'
import { reported } from './reporting.ts'

export type SessionRefusal =
  | 'session_missing'
  | 'session_not_found'
  | 'session_kind_mismatch'
  | 'session_client_mismatch'
  | SessionEnd
  | 'person_suspended'
  | 'client_inactive'
  | AccessRefusal

/** A good app session and what it allows now. */
export type LiveSession = {
  readonly session: Session
  readonly idleExpiresAt: ReturnType<typeof idleEnd>
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly grant: { readonly xid: Xid; readonly accessLevel: string } | null
}

export type PresentedSession = {
  readonly token: string | null
  /** The client of the API key that came with it, if one did. */
  readonly clientXid: Xid | null
}

/**
 * Whether an app session is good, by age, idleness and whom it is for. Reads one statement; writes only
 * to note activity, at most once a minute, or to delete a session that is over.
 */
export type CheckSession = (
  presented: PresentedSession,
  caller: Caller,
) => Promise<Result<LiveSession, SessionRefusal>>

type Dependencies = {
  readonly findView: FindSessionView
  readonly noteActivity: NoteActivity
  readonly accessOf: Clients['accessOf']
  readonly transact: Transact<AuthenticationUnit>
  readonly secrets: Secrets
  readonly now: Clock
}

type AppView = SessionView & { readonly client: NonNullable<SessionView['client']> }

export function checkSession(dependencies: Dependencies): CheckSession {
  const { findView, noteActivity, accessOf, transact, secrets, now } = dependencies
  return async ({ token, clientXid }, caller) => {
    if (!token) return settleRefusal(undefined, 'session_missing', caller)
    const view = await findView(secrets.digest(token))
    const checked = await check(view, clientXid)
    if (!checked.ok) return settleRefusal(view, checked.refusal, caller)
    const { session } = checked.value
    if (isBumpDue(session, now())) {
      const at = now()
      await noteActivity(session, at)
      return accept(live(checked.value, { ...session, lastActiveAt: at }))
    }
    return accept(live(checked.value, session))
  }

  async function check(
    view: SessionView | undefined,
    keyClientXid: Xid | null,
  ): Promise<Result<AppView, SessionRefusal>> {
    if (!view) return refuse('session_not_found')
    const { client, session } = view
    if (!client) return refuse('session_kind_mismatch')
    if (keyClientXid !== null && keyClientXid !== client.xid) return refuse('session_client_mismatch')
    const end = endOf(session, now())
    if (end) return refuse(end)
    if (view.isSuspended) return refuse('person_suspended')
    if (!client.isActive) return refuse('client_inactive')
    if (client.requiresGrant && !view.grant) {
      const access = await accessOf(session.personXid, client.xid)
      const shut = gateRefusal(true, access)
      if (shut) return refuse(shut)
    }
    return accept({ ...view, client })
  }

  function settleRefusal(
    view: SessionView | undefined,
    refusal: SessionRefusal,
    caller: Caller,
  ): Promise<Result<never, SessionRefusal>> {
    const details = { session_xid: view?.session.xid ?? null }
    return transact(caller, async (unit) => {
      if (view && isOver(refusal)) await endOver(unit, view.session, refusal)
      return reported(unit, refuse(refusal), 'session_refused', { details })
    })
  }
}

function isOver(refusal: SessionRefusal): refusal is SessionEnd {
  return refusal === 'session_expired' || refusal === 'session_idle_timeout'
}

async function endOver(
  { sessions, record }: AuthenticationUnit,
  session: Session,
  reason: SessionEnd,
): Promise<void> {
  if ((await sessions.expire(session.xid)) === 0) return
  await record({
    action: 'session.expired',
    target: { type: 'session', xid: session.xid },
    details: { reason },
  })
}

function live({ client, grant, consentedScopes }: AppView, session: Session): LiveSession {
  return {
    session,
    idleExpiresAt: idleEnd(session),
    clientId: client.clientId,
    scopes: effectiveScopes(session.scopes, client.allowedScopes, consentedScopes),
    grant,
  }
}
