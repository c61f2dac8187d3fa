import { setTimeout as sleep } from 'node:timers/promises'
import type { Core } from '@lgc/composition'
import type { Caller } from '@lgc/kernel'

export type MessageDispatcher = {
  /** Begins no further round and waits a little for those under way. */
  readonly stop: () => Promise<void>
}

type Log = {
  readonly info: (fields: object, message: string) => void
  readonly warn: (fields: object, message: string) => void
  readonly error: (fields: object, message: string) => void
}

/** Rounds under way at once: a round that waits for a slow server does not keep the next from beginning. */
const mostRounds = 4
const patienceInMilliseconds = 5000

/** Looks at the outbox every so many seconds. */
export function messageDispatcher(
  { dispatchMessages, newXid }: Pick<Core, 'dispatchMessages' | 'newXid'>,
  everySeconds: number,
  log: Log,
): MessageDispatcher {
  if (!dispatchMessages || everySeconds === 0) return { stop: async () => {} }
  const rounds = new Set<Promise<void>>()

  const dispatch = async (): Promise<void> => {
    try {
      const dispatched = await dispatchMessages(dispatching(newXid))
      if (dispatched.sent > 0) log.info(dispatched, 'sent messages')
      if (dispatched.failed + dispatched.parked > 0) log.warn(dispatched, 'messages were not taken')
    } catch (error) {
      log.error({ error }, 'the outbox cannot be worked on')
    }
  }
  const timer = setInterval(() => {
    if (rounds.size >= mostRounds) return
    const round = dispatch().finally(() => rounds.delete(round))
    rounds.add(round)
  }, everySeconds * 1000)

  return {
    async stop() {
      clearInterval(timer)
      // What is cut off is sent again by whoever looks next, under the same Message-ID.
      const waited = new AbortController()
      const patience = sleep(patienceInMilliseconds, undefined, { signal: waited.signal }).catch(() => {})
      await Promise.race([Promise.all(rounds), patience])
      waited.abort()
    },
  }
}

function dispatching(newXid: Core['newXid']): Caller {
  const agent = { type: 'system', xid: null } as const
  return { requestId: newXid(), address: 'local', userAgent: 'lgc', agent }
}
