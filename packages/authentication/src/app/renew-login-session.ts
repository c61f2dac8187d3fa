import type { Caller, Clock, Transact } from '@lgc/kernel'
import { endOf } from '../domain/session.ts'
import type { AuthenticationUnit, Secrets } from './ports.ts'

/**
 * Gives the login session of a browser another token, after something that only its person could do. Whoever had
 * got hold of the one before has nothing any more. Undefined when the session is over.
 */
export type RenewLoginSession = (loginToken: string, caller: Caller) => Promise<string | undefined>

type Dependencies = {
  readonly transact: Transact<AuthenticationUnit>
  readonly secrets: Secrets
  readonly now: Clock
}

export function renewLoginSession({ transact, secrets, now }: Dependencies): RenewLoginSession {
  return (loginToken, caller) =>
    transact(caller, async ({ sessions, record }) => {
      const session = await sessions.find(secrets.digest(loginToken))
      if (session?.clientXid !== null || endOf(session, now())) return undefined
      const token = secrets.make('lgl_')
      if (!(await sessions.renew(session, secrets.digest(token)))) return undefined
      await record({
        action: 'session.renewed',
        target: { type: 'session', xid: session.xid },
        agent: { type: 'person', xid: session.personXid },
      })
      return token
    })
}
