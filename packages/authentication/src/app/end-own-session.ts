import { type Caller, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { AuthenticationUnit } from './ports.ts'
import { reported } from './reporting.ts'

/**
 * Ends one of somebody's own sessions. A login session takes the app sessions it began along, and the codes that
 * would begin more. A session of somebody else is as good as none.
 */
export type EndOwnSession = (
  session: { readonly personXid: Xid; readonly sessionXid: Xid },
  caller: Caller,
) => Promise<Result<{ readonly ended: number }, 'session_not_found'>>

type Dependencies = { readonly transact: Transact<AuthenticationUnit> }

export function endOwnSession({ transact }: Dependencies): EndOwnSession {
  return ({ personXid, sessionXid }, caller) =>
    transact(caller, async (unit) => {
      const { sessions, record } = unit
      const session = await sessions.findByXid(sessionXid)
      const isLogin = session?.clientXid === null
      // The codes first: an exchange that is under way holds its code until its session can be seen.
      if (session?.personXid === personXid && isLogin) await unit.codes.forgetBegunBy(sessionXid)
      if (session?.personXid !== personXid || (await sessions.end(sessionXid)) === 0) {
        const about = { details: { person_xid: personXid } }
        return reported(unit, refuse('session_not_found'), 'session_refused', about)
      }
      const ended = 1 + (isLogin ? await sessions.endBegunBy(sessionXid) : 0)
      await record({
        action: 'session.revoked',
        target: { type: 'session', xid: sessionXid },
        agent: { type: 'person', xid: personXid },
        details: { person_xid: personXid, count: ended, kind: isLogin ? 'login' : 'app', by: 'account' },
      })
      return accept({ ended })
    })
}
