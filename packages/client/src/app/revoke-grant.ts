import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { ClientUnit } from './ports.ts'

/** Takes a grant back. In the same transaction the person's sessions and unused codes of the client go. */
export type RevokeGrant = (
  xid: Xid,
  caller: Caller,
) => Promise<Result<{ readonly sessionsEnded: number }, 'grant_not_found' | 'grant_already_revoked'>>

type Dependencies = { readonly transact: Transact<ClientUnit>; readonly now: Clock }

export function revokeGrant({ transact, now }: Dependencies): RevokeGrant {
  return (xid, caller) =>
    transact(caller, async ({ grants, signedIn, record }) => {
      const grant = await grants.find(xid)
      if (!grant) return refuse('grant_not_found')
      if (!(await grants.revoke(xid, caller.agent?.xid ?? null, now())))
        return refuse('grant_already_revoked')
      const sessionsEnded = await signedIn.expel(grant.personXid, grant.clientXid)
      await record({
        action: 'grant.revoked',
        target: { type: 'grant', xid },
        details: { person_xid: grant.personXid, client_xid: grant.clientXid, sessions_ended: sessionsEnded },
      })
      return accept({ sessionsEnded })
    })
}
