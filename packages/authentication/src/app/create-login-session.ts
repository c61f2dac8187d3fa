import { type Caller, type Clock, type NewXid, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import { type Session, openSession } from '../domain/session.ts'
import type { AuthenticationUnit, Secrets, VerificationTokens } from './ports.ts'
import { reported } from './reporting.ts'
import { type VerificationRefusal, proofOf } from './subject.ts'

export type LoginSessionOrder = {
  readonly verificationToken: string
  /** The cookie that the browser has already, if any. It is never adopted. */
  readonly loginToken: string | null
}

export type LoginSessionRefusal = VerificationRefusal | 'person_suspended'

/**
 * Keeps in this browser that the person proved who they are. The raw token is for the cookie alone. The
 * session that the cookie named before ends, whoever it was of; its app sessions live on.
 */
export type CreateLoginSession = (
  order: LoginSessionOrder,
  caller: Caller,
) => Promise<Result<{ readonly session: Session; readonly token: string }, LoginSessionRefusal>>

type Dependencies = {
  readonly transact: Transact<AuthenticationUnit>
  readonly secrets: Secrets
  readonly verificationTokens: VerificationTokens
  readonly newXid: NewXid
  readonly now: Clock
}

export function createLoginSession(dependencies: Dependencies): CreateLoginSession {
  const { transact, secrets, verificationTokens, newXid, now } = dependencies
  return (order, caller) =>
    transact(caller, async (unit) => {
      const proof = await proofOf(unit, order.verificationToken, { now: now(), verificationTokens })
      if (!proof.ok) return reported(unit, proof, 'authorization_refused')
      const { subject, amr, authTime } = proof.value
      if (subject.isSuspended) {
        return reported(unit, refuse('person_suspended'), 'authorization_refused')
      }
      if (order.loginToken) await replaceFormer(unit, order.loginToken, subject.personXid)
      const token = secrets.make('lgl_')
      const session = openSession(
        {
          xid: newXid(),
          personXid: subject.personXid,
          clientXid: null,
          digest: secrets.digest(token),
          scopes: [],
          loginSessionXid: null,
          authorizationCodeXid: null,
          amr,
          authTime,
          address: caller.address,
          userAgent: caller.userAgent,
        },
        now(),
      )
      await unit.sessions.add(session)
      await unit.record({
        action: 'session.created',
        target: { type: 'session', xid: session.xid },
        agent: { type: 'person', xid: subject.personXid },
        details: { kind: 'login', person_xid: subject.personXid },
      })
      return accept({ session, token })
    })

  async function replaceFormer(
    { sessions, record }: AuthenticationUnit,
    loginToken: string,
    personXid: Session['personXid'],
  ): Promise<void> {
    const former = await sessions.find(secrets.digest(loginToken))
    if (!former || former.clientXid !== null) return
    await sessions.end(former.xid)
    if (former.personXid === personXid) return
    await record({
      action: 'session.switched',
      target: { type: 'session', xid: former.xid },
      agent: { type: 'person', xid: personXid },
      details: { former_person_xid: former.personXid },
    })
  }
}
