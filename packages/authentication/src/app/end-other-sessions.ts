import type { Caller, Transact, Xid } from '@lgc/kernel'
import type { AuthenticationUnit } from './ports.ts'

/** Signs somebody out everywhere but in the browser that asks and in the apps that it opened. */
export type EndOtherSessions = (
  kept: { readonly personXid: Xid; readonly loginSessionXid: Xid },
  caller: Caller,
) => Promise<{ readonly ended: number }>

type Dependencies = { readonly transact: Transact<AuthenticationUnit> }

export function endOtherSessions({ transact }: Dependencies): EndOtherSessions {
  return ({ personXid, loginSessionXid }, caller) =>
    transact(caller, async ({ codes, sessions, record }) => {
      // The codes first: an exchange that is under way holds its code until its session can be seen.
      await codes.forgetNotBegunBy(personXid, loginSessionXid)
      const ended = await sessions.endNotBegunBy(personXid, loginSessionXid)
      await record({
        action: 'session.revoked',
        target: { type: 'person', xid: personXid },
        agent: { type: 'person', xid: personXid },
        details: { count: ended, kept: loginSessionXid, by: 'account' },
      })
      return { ended }
    })
}
