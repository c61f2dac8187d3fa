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
 * session that the cookie named before ends, whoever it was of; its app sessions live on. Beyond the limit
 * of login sessions a person may have, the oldest ends.
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
  /** Live login sessions a person may have; 0 means any number. */
  readonly loginSessionLimit: number
}

export function createLoginSession({ transact, ...tools }: Dependencies): CreateLoginSession {
  return async (order, caller) => {
    const created = await transact(caller, (unit) => begin(unit, order, { ...tools, caller }))
    const { loginSessionLimit } = tools
    if (created.ok && loginSessionLimit > 0) {
      const { personXid } = created.value.session
      // After the first transaction: of many at once, the last sees what all the others committed.
      await transact(caller, (unit) => enforceLimit(unit, personXid, loginSessionLimit))
    }
    return created
  }
}

type Tools = Omit<Dependencies, 'transact'> & { readonly caller: Caller }
type Created = Awaited<ReturnType<CreateLoginSession>>

async function begin(unit: AuthenticationUnit, order: LoginSessionOrder, tools: Tools): Promise<Created> {
  const { secrets, verificationTokens, newXid, now, caller } = tools
  const proof = await proofOf(unit, order.verificationToken, { now: now(), verificationTokens })
  if (!proof.ok) return reported(unit, proof, 'authorization_refused')
  const { subject, amr, authTime } = proof.value
  const { personXid } = subject
  if (subject.isSuspended) return reported(unit, refuse('person_suspended'), 'authorization_refused')
  if (order.loginToken) await replaceFormer(unit, secrets.digest(order.loginToken), personXid)
  const token = secrets.make('lgl_')
  const { address, userAgent } = caller
  const unbound = { clientXid: null, scopes: [], loginSessionXid: null, authorizationCodeXid: null }
  const proved = { personXid, amr, authTime, address, userAgent }
  const session = openSession({ xid: newXid(), digest: secrets.digest(token), ...unbound, ...proved }, now())
  await unit.sessions.add(session)
  if (await isSuspendedNow(unit, personXid)) {
    await unit.sessions.end(session.xid)
    return reported(unit, refuse('person_suspended'), 'authorization_refused')
  }
  await unit.record({
    action: 'session.created',
    target: { type: 'session', xid: session.xid },
    agent: { type: 'person', xid: personXid },
    details: { kind: 'login', person_xid: personXid },
  })
  return accept({ session, token })
}

/**
 * Asked again once the row is there: from then on a suspension waits for this transaction and finds the
 * session, and one that was faster is seen here.
 */
async function isSuspendedNow(
  { subjects }: AuthenticationUnit,
  personXid: Session['personXid'],
): Promise<boolean> {
  return (await subjects.find(personXid))?.isSuspended !== false
}

async function replaceFormer(
  { sessions, record }: AuthenticationUnit,
  digest: Session['digest'],
  personXid: Session['personXid'],
): Promise<void> {
  const former = await sessions.find(digest)
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

async function enforceLimit(
  { sessions, record }: AuthenticationUnit,
  personXid: Session['personXid'],
  limit: number,
): Promise<void> {
  const count = await sessions.endOldestLogins(personXid, limit)
  if (count === 0) return
  const details = { reason: 'limit', count, kind: 'login' }
  await record({ action: 'session.revoked', target: { type: 'person', xid: personXid }, details })
}
