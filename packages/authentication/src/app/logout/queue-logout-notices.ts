import type { Clock, NewXid } from '@lgc/kernel'
import type { Clients } from '../ports.ts'
import type { LogoutNotices, NoteEnded } from './ports.ts'

type Dependencies = {
  readonly clients: Pick<Clients, 'find'>
  readonly notices: Pick<LogoutNotices, 'add'>
  readonly newXid: NewXid
  readonly now: Clock
}

/** Queues a notice to each client that wants to be told, in the transaction in which its session ends. */
export function queueLogoutNotices({ clients, notices, newXid, now }: Dependencies): NoteEnded {
  return async (ended) => {
    const named = [...new Set(ended.map(({ clientId }) => clientId))]
    const wanting = new Set<string>()
    for (const clientId of named) {
      const client = await clients.find(clientId)
      if (client?.oauth.backchannelLogoutUri) wanting.add(clientId)
    }
    const at = now()
    const untried = { state: 'queued', attempts: 0, lastError: null, sentAt: null } as const
    const times = { createdAt: at, nextAttemptAt: at }
    const wanted = ended.filter(({ clientId }) => wanting.has(clientId))
    await notices.add(wanted.map((one) => ({ ...one, ...untried, ...times, xid: newXid() })))
  }
}
