import { type Caller, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import type { Session } from '../domain/session.ts'
import type { AuthenticationUnit, Secrets } from './ports.ts'
import { reported } from './reporting.ts'

export type SessionEnding = { readonly token: string | null; readonly scope: 'current' | 'all' }

/**
 * Signs out. Of a login session `all` takes the app sessions it began along; of an app session, those of the
 * same person at the same client. A session that is over already counts as found.
 */
export type EndSession = (
  ending: SessionEnding,
  caller: Caller,
) => Promise<Result<{ readonly ended: number }, 'session_missing' | 'session_not_found'>>

type Dependencies = { readonly transact: Transact<AuthenticationUnit>; readonly secrets: Secrets }

export function endSession({ transact, secrets }: Dependencies): EndSession {
  return ({ token, scope }, caller) =>
    transact(caller, async (unit) => {
      if (!token) return reported(unit, refuse('session_missing'), 'session_refused')
      const session = await unit.sessions.find(secrets.digest(token))
      if (!session) return reported(unit, refuse('session_not_found'), 'session_refused')
      const others = scope === 'all' ? await endOthers(unit, session) : 0
      const ended = others + (await unit.sessions.end(session.xid))
      await unit.record({
        action: 'session.revoked',
        target: { type: 'session', xid: session.xid },
        agent: { type: 'person', xid: session.personXid },
        details: { scope, count: ended, kind: session.clientXid === null ? 'login' : 'app' },
      })
      return accept({ ended })
    })
}

function endOthers(
  { sessions }: AuthenticationUnit,
  { xid, personXid, clientXid }: Session,
): Promise<number> {
  return clientXid === null ? sessions.endBegunBy(xid) : sessions.endOfPersonAtClient(personXid, clientXid)
}
