import type { Clock } from '@lgc/kernel'
import { type Session, endOf } from '../domain/session.ts'
import type { Secrets, Sessions } from './ports.ts'

/** The login session of this browser, if it is not over. */
export type FindLoginSession = (loginToken: string | null) => Promise<Session | undefined>

type Dependencies = {
  readonly sessions: Pick<Sessions, 'find'>
  readonly secrets: Secrets
  readonly now: Clock
}

export function findLoginSession({ sessions, secrets, now }: Dependencies): FindLoginSession {
  return async (loginToken) => {
    if (!loginToken) return undefined
    const session = await sessions.find(secrets.digest(loginToken))
    const isLive = session && session.clientXid === null && !endOf(session, now())
    return isLive ? session : undefined
  }
}
