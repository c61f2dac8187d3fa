import type { Instant, Result, Trail, Xid } from '@lgc/kernel'
import type { AuthenticationAction, AuthenticationSuspicion } from '../../domain/events.ts'
import type { EndedSession, LogoutNotice, NoticeState } from '../../domain/logout/logout-notice.ts'

export type FailedNotice = {
  readonly error: string
  /** When to try again; null parks the notice. */
  readonly nextAttemptAt: Instant | null
}

export interface LogoutNotices {
  add(notices: readonly LogoutNotice[]): Promise<void>
  find(xid: Xid): Promise<LogoutNotice | undefined>
  /** Newest first; `state` null means any. */
  list(wanted: {
    readonly state: NoticeState | null
    readonly limit: number
  }): Promise<readonly LogoutNotice[]>
  /** How many are in a state. */
  count(states: readonly NoticeState[]): Promise<number>
  /** Takes a notice that is due, to none of the clients named. Of many that ask at once, each gets another or none. */
  claim(now: Instant, leaseUntil: Instant, except: readonly string[]): Promise<LogoutNotice | undefined>
  /** Resolves to false when it was marked before. */
  markSent(xid: Xid, at: Instant): Promise<boolean>
  /** Resolves to false when somebody else has taken the notice since. */
  markFailed(notice: LogoutNotice, failed: FailedNotice): Promise<boolean>
  /** Resolves to false when the notice does not wait for this. */
  requeue(xid: Xid, at: Instant): Promise<boolean>
}

export type LogoutUnit = Trail<AuthenticationAction, AuthenticationSuspicion> & {
  readonly notices: LogoutNotices
}

/** Told of every app session that somebody or something ends, in the transaction that ends it. */
export type NoteEnded = (ended: readonly EndedSession[]) => Promise<void>

/** Hands a logout token over to a client; says what was wrong when the client did not take it. */
export type TellClient = (uri: string, logoutToken: string) => Promise<Result<true, string>>
