import { type Caller, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { AuthenticationUnit } from './ports.ts'
import { reported } from './reporting.ts'

/**
 * Takes back what a person approved for a client, on their own behalf: the consent, their app sessions there and
 * the codes that would begin more. The consent of somebody else is as good as none.
 */
export type WithdrawAccess = (
  consent: { readonly personXid: Xid; readonly consentXid: Xid },
  caller: Caller,
) => Promise<Result<{ readonly sessionsEnded: number }, 'consent_not_found'>>

type Dependencies = { readonly transact: Transact<AuthenticationUnit> }

export function withdrawAccess({ transact }: Dependencies): WithdrawAccess {
  return ({ personXid, consentXid }, caller) =>
    transact(caller, async (unit) => {
      const { codes, consents, sessions, record } = unit
      const consent = await consents.findByXid(consentXid)
      if (consent?.personXid !== personXid || !(await consents.remove(consentXid))) {
        const about = { details: { person_xid: personXid } }
        return reported(unit, refuse('consent_not_found'), 'authorization_refused', about)
      }
      const { clientXid, scopes } = consent
      // The codes first: an exchange that is under way holds its code until its session can be seen.
      await codes.forgetOfPersonAtClient(personXid, clientXid)
      const sessionsEnded = await sessions.endOfPersonAtClient(personXid, clientXid)
      await record({
        action: 'consent.withdrawn',
        target: { type: 'consent', xid: consentXid },
        agent: { type: 'person', xid: personXid },
        details: {
          person_xid: personXid,
          client_xid: clientXid,
          scopes,
          sessions_ended: sessionsEnded,
          by: 'account',
        },
      })
      return accept({ sessionsEnded })
    })
}
