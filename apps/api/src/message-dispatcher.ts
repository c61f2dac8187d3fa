import { type Core, serviceCaller } from '@lgc/composition'
import { type Rounds, inRounds } from './in-rounds.ts'

export type DispatchLog = {
  readonly info: (fields: object, message: string) => void
  readonly warn: (fields: object, message: string) => void
  readonly error: (fields: object, message: string) => void
}

const mostRounds = 4

/** Looks at the outbox every so many seconds. What a stop cuts off is sent again, under the same Message-ID. */
export function messageDispatcher(
  { dispatchMessages, newXid }: Pick<Core, 'dispatchMessages' | 'newXid'>,
  everySeconds: number,
  log: DispatchLog,
): Rounds {
  if (!dispatchMessages) return { stop: async () => {} }
  const caller = serviceCaller(newXid)
  return inRounds(everySeconds, mostRounds, async () => {
    try {
      const dispatched = await dispatchMessages(caller())
      if (dispatched.sent > 0) log.info(dispatched, 'sent messages')
      if (dispatched.failed + dispatched.parked > 0) log.warn(dispatched, 'messages were not taken')
    } catch (error) {
      log.error({ error }, 'the outbox cannot be worked on')
    }
  })
}
