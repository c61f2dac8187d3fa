import { type Caller, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import { frontChannelUri } from '../domain/logout/front-channel.ts'
import type { Session } from '../domain/session.ts'
import type { AuthenticationUnit, Secrets } from './ports.ts'
import { reported } from './reporting.ts'

export type SessionEnding = { readonly token: string | null; readonly scope: 'current' | 'all' }

export type SignedOut = {
  readonly ended: number
  /** What this browser has to load in frames, so that clients forget it too. */
  readonly frontChannelUris: readonly string[]
}

/**
 * Signs out. Of a login session `all` takes the app sessions it began along, and the codes that would begin more; of
 * an app session, those of the same person at the same client. A session that is over already counts as found.
 */
export type EndSession = (
  ending: SessionEnding,
  caller: Caller,
) => Promise<Result<SignedOut, 'session_missing' | 'session_not_found'>>

type Dependencies = {
  readonly transact: Transact<AuthenticationUnit>
  readonly secrets: Secrets
  readonly issuer: string
}

export function endSession({ transact, secrets, issuer }: Dependencies): EndSession {
  return ({ token, scope }, caller) =>
    transact(caller, async (unit) => {
      if (!token) return reported(unit, refuse('session_missing'), 'session_refused')
      const session = await unit.sessions.find(secrets.digest(token))
      if (!session) return reported(unit, refuse('session_not_found'), 'session_refused')
      const isLogin = session.clientXid === null
      // The codes first: an exchange that is under way holds its code until its session can be seen.
      if (isLogin && scope === 'all') await unit.codes.forgetBegunBy(session.xid)
      const frontChannelUris = isLogin && scope === 'all' ? await framesFor(unit, session, issuer) : []
      const others = scope === 'all' ? await endOthers(unit, session) : 0
      const ended = others + (await unit.sessions.end(session.xid))
      await unit.record({
        action: 'session.revoked',
        target: { type: 'session', xid: session.xid },
        agent: { type: 'person', xid: session.personXid },
        details: { scope, count: ended, kind: isLogin ? 'login' : 'app' },
      })
      return accept({ ended, frontChannelUris })
    })
}

function endOthers(
  { sessions }: AuthenticationUnit,
  { xid, personXid, clientXid }: Session,
): Promise<number> {
  return clientXid === null ? sessions.endBegunBy(xid) : sessions.endOfPersonAtClient(personXid, clientXid)
}

/** Clients that are told by the browser itself, of all that it opened. */
async function framesFor(
  { sessions, clients }: AuthenticationUnit,
  { xid }: Session,
  issuer: string,
): Promise<readonly string[]> {
  const uris = new Set<string>()
  for (const { clientId, sessionXid } of await sessions.begunBy(xid)) {
    const client = await clients.find(clientId)
    const uri = client ? frontChannelUri(client.oauth, { issuer, sessionXid }) : null
    if (uri !== null) uris.add(uri)
  }
  return [...uris]
}
