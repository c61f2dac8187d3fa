import { type Instant, type Result, type Xid, accept, refuse } from '@lgc/kernel'
import type { RegisteredClient } from '../domain/registered-client.ts'
import { type Session, type SessionEnd, endOf } from '../domain/session.ts'
import type { AuthenticationUnit, Secrets, Subject, VerificationTokens } from './ports.ts'

/** How the browser says who it is: a verification token, the cookie of a login session, or both. */
export type Presented = {
  readonly verificationToken: string | null
  readonly loginToken: string | null
  /** A login session begun since then counts as a fresh proof; null when only a verification token does. */
  readonly freshSince: Instant | null
}

export type SubjectRefusal =
  | 'verification_token_missing'
  | VerificationRefusal
  | {
      readonly reason: 'login_required'
      readonly details: { readonly reason: SessionEnd | 'not_fresh' | 'no_session' | 'other_person' }
    }

export type VerificationRefusal =
  | 'verification_token_invalid'
  | 'verification_token_expired'
  | 'verification_token_stale'

/** Who is signing in, and how and when that was proved. */
export type Authenticated = {
  readonly subject: Subject
  readonly amr: readonly string[]
  readonly authTime: Instant
  readonly loginSession: Session | null
  readonly isFresh: boolean
}

type Tools = { readonly secrets: Secrets; readonly verificationTokens: VerificationTokens }

/** The verification token wins over the cookie; a login session of the same person is kept as its link. */
export async function findSubject(
  unit: AuthenticationUnit,
  client: Pick<RegisteredClient, 'realmXid'>,
  presented: Presented,
  { now, ...tools }: Tools & { readonly now: Instant },
): Promise<Result<Authenticated, SubjectRefusal>> {
  const login = presented.loginToken
    ? await loginSessionOf(unit, presented.loginToken, { now, secrets: tools.secrets })
    : undefined
  if (presented.verificationToken !== null) {
    const proof = await proofOf(unit, presented.verificationToken, { now, ...tools })
    if (!proof.ok) return proof
    const { subject, amr, authTime } = proof.value
    if (subject.realmXid !== client.realmXid) return refuse('verification_token_stale')
    const loginSession = login?.ok && login.value.personXid === subject.personXid ? login.value : null
    return accept({ subject, amr, authTime, loginSession, isFresh: true })
  }
  if (!login) return refuse('verification_token_missing')
  if (!login.ok) return refuse({ reason: 'login_required', details: { reason: login.refusal } })
  const subject = await unit.subjects.find(login.value.personXid)
  const isStranger = subject?.realmXid !== client.realmXid
  if (!subject || isStranger) return refuse({ reason: 'login_required', details: { reason: 'no_session' } })
  const { amr, authTime } = login.value
  const isFresh = presented.freshSince !== null && authTime >= presented.freshSince
  return accept({ subject, amr, authTime, loginSession: login.value, isFresh })
}

/** A live login session. One that is over is deleted, and the deletion recorded. */
async function loginSessionOf(
  { sessions, record }: AuthenticationUnit,
  token: string,
  { now, secrets }: { readonly now: Instant; readonly secrets: Secrets },
): Promise<Result<Session, SessionEnd | 'no_session'>> {
  const session = await sessions.find(secrets.digest(token))
  if (!session || session.clientXid !== null) return refuse('no_session')
  const end = endOf(session, now)
  if (!end) return accept(session)
  await sessions.end(session.xid)
  await record({
    action: 'session.expired',
    target: { type: 'session', xid: session.xid },
    details: { reason: end },
  })
  return refuse(end)
}

export type Proof = {
  readonly subject: Subject
  readonly identityXid: Xid
  readonly amr: readonly string[]
  readonly authTime: Instant
}

/** What a verification token proves, if it still does. */
export async function proofOf(
  { subjects }: AuthenticationUnit,
  token: string,
  { now, verificationTokens }: { readonly now: Instant; readonly verificationTokens: VerificationTokens },
): Promise<Result<Proof, VerificationRefusal>> {
  const verification = verificationTokens.read(token)
  if (!verification) return refuse('verification_token_invalid')
  if (now >= verification.expiresAt) return refuse('verification_token_expired')
  const owner = await subjects.findByIdentity(verification.identityXid)
  const isCurrent =
    owner?.personXid === verification.personXid && owner.credentialVersion === verification.credentialVersion
  if (!owner || !isCurrent) return refuse('verification_token_stale')
  const { identityXid, amr, issuedAt } = verification
  return accept({ subject: owner, identityXid, amr, authTime: issuedAt })
}
