import type { DispatchedNotices } from '@lgc/authentication'
import { type Core, serviceCaller } from '@lgc/composition'
import { type Rounds, inRounds } from './in-rounds.ts'
import type { DispatchLog } from './message-dispatcher.ts'

type Observed = { readonly log: DispatchLog; readonly count: (dispatched: DispatchedNotices) => void }

/** A client that hangs keeps two rounds at most from ending. */
const mostRounds = 12

/** Tells clients every so many seconds of the sessions that ended. */
export function noticeDispatcher(
  { dispatchLogoutNotices, newXid }: Pick<Core, 'dispatchLogoutNotices' | 'newXid'>,
  everySeconds: number,
  { log, count }: Observed,
): Rounds {
  const caller = serviceCaller(newXid)
  return inRounds(everySeconds, mostRounds, async () => {
    try {
      const dispatched = await dispatchLogoutNotices(caller())
      count(dispatched)
      if (dispatched.sent > 0) log.info(dispatched, 'told clients of ended sessions')
      if (dispatched.failed + dispatched.parked > 0) log.warn(dispatched, 'logout notices were not taken')
    } catch (error) {
      log.error({ error }, 'the logout notices cannot be worked on')
    }
  })
}
