import { type Caller, type Clock, type NewXid, type Result, type Transact, later, refuse } from '@lgc/kernel'
import {
  type LogoutNotice,
  nextAttemptAfter,
  noticeLeaseInSeconds,
} from '../../domain/logout/logout-notice.ts'
import { logoutTokenClaims } from '../../domain/logout/logout-token.ts'
import type { SignToken } from '../keys/sign-token.ts'
import type { Clients } from '../ports.ts'
import type { LogoutUnit, TellClient } from './ports.ts'

export type DispatchedNotices = { readonly sent: number; readonly failed: number; readonly parked: number }

/**
 * Tells clients of the sessions that ended, many at a time but each client only a few, so that one that hangs holds
 * up nobody else. The token is signed when it is sent and good for two minutes. A notice is marked afterwards:
 * whoever dies in between tells again. One that is not taken is tried later, and parked when it failed too often.
 */
export type DispatchLogoutNotices = (caller: Caller) => Promise<DispatchedNotices>

type Dependencies = {
  readonly transact: Transact<LogoutUnit>
  readonly clients: Pick<Clients, 'find'>
  readonly signToken: SignToken
  readonly tellClient: TellClient
  readonly issuer: string
  readonly newXid: NewXid
  readonly now: Clock
  /** A number from 0 up to 1. */
  readonly chance: () => number
}

type Outcome = keyof DispatchedNotices

const atATime = 8
const atATimePerClient = 2

export function dispatchLogoutNotices(dependencies: Dependencies): DispatchLogoutNotices {
  const claimNext = claimingFairly(dependencies)
  return async (caller) => {
    const tally = { sent: 0, failed: 0, parked: 0 }
    const work = async (): Promise<void> => {
      for (let next = await claimNext(caller); next; next = await claimNext(caller)) {
        tally[await tell(dependencies, next.notice, caller).finally(next.done)] += 1
      }
    }
    await Promise.all(Array.from({ length: atATime }, work))
    return tally
  }
}

type Claimed = { readonly notice: LogoutNotice; readonly done: () => void }

/** Rounds that overlap share the count, and claim one after the other: two at once could exceed it. */
function claimingFairly({ transact, now }: Dependencies): (caller: Caller) => Promise<Claimed | undefined> {
  const underWay = new Map<string, number>()
  const change = (clientId: string, by: number): void => {
    underWay.set(clientId, (underWay.get(clientId) ?? 0) + by)
  }
  const claim = async (caller: Caller): Promise<Claimed | undefined> => {
    const busy = [...underWay].filter(([, count]) => count >= atATimePerClient).map(([clientId]) => clientId)
    const notice = await transact(caller, ({ notices }) =>
      notices.claim(now(), later(now(), noticeLeaseInSeconds), busy),
    )
    if (!notice) return undefined
    const { clientId } = notice
    change(clientId, 1)
    return { notice, done: () => change(clientId, -1) }
  }
  let last: Promise<unknown> = Promise.resolve()
  return (caller) => {
    const mine = last.then(() => claim(caller))
    last = mine.catch(() => {})
    return mine
  }
}

async function tell(dependencies: Dependencies, notice: LogoutNotice, caller: Caller): Promise<Outcome> {
  const told = await attempt(dependencies, notice)
  if (!told.ok) return settleFailure(dependencies, notice, told.refusal, caller)
  const { transact, now } = dependencies
  await transact(caller, async ({ notices, record }) => {
    if (await notices.markSent(notice.xid, now())) {
      await record({ action: 'logout_notice.sent', target: targetOf(notice), details: detailsOf(notice) })
    }
  })
  return 'sent'
}

async function attempt(
  { clients, signToken, tellClient, issuer, newXid, now }: Dependencies,
  notice: LogoutNotice,
): Promise<Result<true, string>> {
  try {
    const client = await clients.find(notice.clientId)
    if (!client?.oauth.backchannelLogoutUri) return refuse('no_address')
    const claims = logoutTokenClaims(notice, { issuer, now: now(), jti: newXid() })
    const alg = client.oauth.idTokenSignedResponseAlg
    const token = await signToken({ alg, typ: 'logout+jwt', claims })
    return await tellClient(client.oauth.backchannelLogoutUri, token)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'unknown')
  }
}

function settleFailure(
  { transact, now, chance }: Dependencies,
  notice: LogoutNotice,
  words: string,
  caller: Caller,
): Promise<Outcome> {
  const again = nextAttemptAfter(notice.attempts, now(), chance())
  const nextAttemptAt = words === 'no_address' ? null : again
  return transact(caller, async ({ notices, record }): Promise<Outcome> => {
    const isMarked = await notices.markFailed(notice, { error: words.slice(0, 200), nextAttemptAt })
    if (nextAttemptAt !== null) return 'failed'
    if (isMarked) {
      await record({ action: 'logout_notice.parked', target: targetOf(notice), details: detailsOf(notice) })
    }
    return 'parked'
  })
}

function targetOf({ xid }: LogoutNotice): { readonly type: string; readonly xid: LogoutNotice['xid'] } {
  return { type: 'logout_notice', xid }
}

function detailsOf({
  clientId,
  sessionXid,
  attempts,
}: LogoutNotice): Readonly<Record<string, string | number>> {
  return { client_id: clientId, session_xid: sessionXid, attempts }
}
