import { type Caller, type Instant, type Transact, inGroups, instant } from '@lgc/kernel'
import type { Session } from '../domain/session.ts'
import type { AuthenticationUnit } from './ports.ts'

/** Writes down that a session is in use, and resolves when that is durable. */
export type NoteActivity = (session: Session, at: Instant) => Promise<void>

type Dependencies = {
  readonly transact: Transact<AuthenticationUnit>
  /** The service itself: the sessions of a group are in use by many callers. */
  readonly service: () => Caller
}

type Activity = { readonly session: Session; readonly at: Instant }

const mostSessions = 500

/** Sessions that are in use at the same time are noted together, with the latest of their times. */
export function noteActivity({ transact, service }: Dependencies): NoteActivity {
  const note = inGroups<Activity>(async (activities) => {
    const latest = instant(activities.reduce((most, { at }) => Math.max(most, at), 0))
    const active = activities.map(({ session }) => session)
    await transact(service(), ({ sessions }) => sessions.bump(active, latest))
  }, mostSessions)
  return (session, at) => note({ session, at })
}
