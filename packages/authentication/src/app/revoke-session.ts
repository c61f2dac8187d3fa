import { type Caller, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { AuthenticationUnit } from './ports.ts'

/**
 * Ends a session on behalf of an operator. A login session takes the app sessions it began along, and the codes that
 * would begin more. A session of a person of another realm is as good as none.
 */
export type RevokeSession = (
  session: { readonly realmXid: Xid; readonly sessionXid: Xid },
  caller: Caller,
) => Promise<Result<{ readonly ended: number }, 'session_not_found'>>

type Dependencies = { readonly transact: Transact<AuthenticationUnit> }

export function revokeSession({ transact }: Dependencies): RevokeSession {
  return ({ realmXid, sessionXid }, caller) =>
    transact(caller, async ({ codes, sessions, subjects, record }) => {
      const session = await sessions.findByXid(sessionXid)
      const subject = session && (await subjects.find(session.personXid))
      if (!session || subject?.realmXid !== realmXid) return refuse('session_not_found')
      const isLogin = session.clientXid === null
      // The codes first: an exchange that is under way holds its code until its session can be seen.
      if (isLogin) await codes.forgetBegunBy(sessionXid)
      if ((await sessions.end(sessionXid)) === 0) return refuse('session_not_found')
      const ended = 1 + (isLogin ? await sessions.endBegunBy(sessionXid) : 0)
      await record({
        action: 'session.revoked',
        target: { type: 'session', xid: sessionXid },
        details: { person_xid: session.personXid, count: ended, kind: isLogin ? 'login' : 'app' },
      })
      return accept({ ended })
    })
}
