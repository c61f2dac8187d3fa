import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { LogoutUnit } from './ports.ts'

export type NoticeRefusal = 'logout_notice_not_found' | 'logout_notice_not_waiting'

/** Makes a notice that failed or was parked due at once, with all its attempts before it again. */
export type RetryLogoutNotice = (xid: Xid, caller: Caller) => Promise<Result<null, NoticeRefusal>>

type Dependencies = { readonly transact: Transact<LogoutUnit>; readonly now: Clock }

export function retryLogoutNotice({ transact, now }: Dependencies): RetryLogoutNotice {
  return (xid, caller) =>
    transact(caller, async ({ notices, record }) => {
      const notice = await notices.find(xid)
      if (!notice) return refuse('logout_notice_not_found')
      if (!(await notices.requeue(xid, now()))) return refuse('logout_notice_not_waiting')
      const { clientId, sessionXid } = notice
      await record({
        action: 'logout_notice.retried',
        target: { type: 'logout_notice', xid },
        details: { client_id: clientId, session_xid: sessionXid },
      })
      return accept(null)
    })
}
