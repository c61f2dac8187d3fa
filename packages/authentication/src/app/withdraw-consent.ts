import { type Caller, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { AuthenticationUnit } from './ports.ts'

/**
 * Forgets what a person approved for a client. Sessions stay, but are good for no scope any more, and the next
 * sign-in asks again. A consent of another realm is as good as none.
 */
export type WithdrawConsent = (
  consent: { readonly realmXid: Xid; readonly consentXid: Xid },
  caller: Caller,
) => Promise<Result<true, 'consent_not_found'>>

type Dependencies = { readonly transact: Transact<AuthenticationUnit> }

export function withdrawConsent({ transact }: Dependencies): WithdrawConsent {
  return ({ realmXid, consentXid }, caller) =>
    transact(caller, async ({ consents, subjects, record }) => {
      const consent = await consents.findByXid(consentXid)
      const subject = consent && (await subjects.find(consent.personXid))
      if (!consent || subject?.realmXid !== realmXid) return refuse('consent_not_found')
      if (!(await consents.remove(consentXid))) return refuse('consent_not_found')
      await record({
        action: 'consent.withdrawn',
        target: { type: 'consent', xid: consentXid },
        details: {
          person_xid: consent.personXid,
          client_xid: consent.clientXid,
          scopes: consent.scopes,
        },
      })
      return accept(true)
    })
}
