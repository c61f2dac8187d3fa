import { type Instant, type Xid, later } from '@lgc/kernel'

/** An app session that ended, and whose it was. */
export type EndedSession = {
  readonly sessionXid: Xid
  readonly personXid: Xid
  readonly clientId: string
}

/** `failed` is tried again; `parked` was tried too often, and waits for an operator. */
export type NoticeState = 'queued' | 'sent' | 'failed' | 'parked'

/** What a client is to be told: that one of its sessions ended (OpenID Connect Back-Channel Logout 1.0). */
export type LogoutNotice = EndedSession & {
  readonly xid: Xid
  readonly state: NoticeState
  readonly attempts: number
  readonly nextAttemptAt: Instant
  readonly lastError: string | null
  readonly createdAt: Instant
  readonly sentAt: Instant | null
}

const mostAttempts = 8
const firstDelayInSeconds = 10

/** How long a process that took a notice has for it; far more than asking somebody outside may take. */
export const noticeLeaseInSeconds = 60

const dayInSeconds = 86_400

/** How long a notice is kept after nothing happens to it by itself any more. */
export const noticesKeptInSeconds = { sent: 7 * dayInSeconds, parked: 30 * dayInSeconds } as const

/**
 * When to try again after so many attempts, twice as late each time and spread by `chance` (0 to 1) so that what
 * failed together does not come back together; null when it was often enough.
 */
export function nextAttemptAfter(attempts: number, now: Instant, chance: number): Instant | null {
  if (attempts >= mostAttempts) return null
  const delay = firstDelayInSeconds * 2 ** (attempts - 1)
  return later(now, Math.round(delay * (0.5 + chance / 2)))
}
