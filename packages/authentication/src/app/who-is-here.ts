import type { Clock, Xid } from '@lgc/kernel'
import { endOf } from '../domain/session.ts'
import type { Secrets, Sessions } from './ports.ts'

/** The person whose login session this browser has, for showing only: it decides nothing. */
export type WhoIsHere = (loginToken: string | null) => Promise<Xid | undefined>

type Dependencies = {
  readonly sessions: Pick<Sessions, 'find'>
  readonly secrets: Secrets
  readonly now: Clock
}

export function whoIsHere({ sessions, secrets, now }: Dependencies): WhoIsHere {
  return async (loginToken) => {
    if (!loginToken) return undefined
    const session = await sessions.find(secrets.digest(loginToken))
    const isLive = session && session.clientXid === null && !endOf(session, now())
    return isLive ? session.personXid : undefined
  }
}
