import {
  type Caller,
  type Clock,
  type Instant,
  type Result,
  type Transact,
  type Xid,
  accept,
  refuse,
} from '@lgc/kernel'
import {
  type IdentityType,
  type ParsedIdentifier,
  type ToE164,
  parseIdentifier,
} from '../domain/identifier.ts'
import { isProvedByPassword } from '../domain/identity.ts'
import { normalizePassword } from '../domain/password-policy.ts'
import type {
  AttemptKey,
  AttemptKeyOf,
  Credential,
  CredentialVersion,
  HashingTurn,
  KnownDevices,
  PaceAttempts,
  PasswordHash,
  PersonUnit,
  TakeHashingTurn,
} from './ports.ts'
import { reportRefusal } from './report-refusal.ts'

export type PasswordAttempt = {
  readonly realmXid: Xid
  readonly identifier: string
  readonly password: string
  /** What the browser keeps of earlier proofs, if it came along. */
  readonly device?: string | null
}

export type VerifiedIdentity = {
  readonly personXid: Xid
  readonly identityXid: Xid
  readonly identityType: IdentityType
  readonly version: CredentialVersion
  /** What the browser is to keep of this proof. */
  readonly device: string
}

export type PasswordRefusal =
  | 'identifier_unrecognized'
  | 'challenge_unsupported'
  | 'credentials_invalid'
  | 'person_suspended'
  | 'overloaded'
  | { readonly reason: 'rate_limited'; readonly details: { readonly retry_after: number } }
  | { readonly reason: 'account_locked'; readonly details: { readonly locked_until: string } }

/**
 * Checks a password. Unknown identifier, wrong password and no password look alike and cost alike: the
 * same statements and one run of the key derivation function. An attempt is counted before the password is
 * looked at; a suspension is revealed only to whoever knows the password.
 */
export type VerifyPassword = (
  attempt: PasswordAttempt,
  caller: Caller,
) => Promise<Result<VerifiedIdentity, PasswordRefusal>>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly takeHashingTurn: TakeHashingTurn
  readonly attemptKeyOf: AttemptKeyOf
  readonly pace: PaceAttempts
  readonly knownDevices: KnownDevices
  readonly toE164: ToE164
  readonly now: Clock
}

type Evaluated = {
  readonly realmXid: Xid
  readonly attempt: AttemptKey
  /** What the browser is to keep if the password is right. */
  readonly device: string
  readonly isLastAttempt: boolean
  readonly named: ParsedIdentifier
  readonly credential: Credential | undefined
  /** The same password under the parameters of today, when the stored hash has older ones. */
  readonly rehash: PasswordHash | null
}

export function verifyPassword(dependencies: Dependencies): VerifyPassword {
  const { transact, takeHashingTurn, attemptKeyOf, pace, knownDevices, toE164, now } = dependencies
  return async ({ realmXid, identifier, password, device: kept = null }, caller) => {
    const refused = <const R extends PasswordRefusal>(refusal: R): Promise<Result<never, R>> =>
      reportRefusal(transact, caller, { event: 'verify_refused', refusal, identifier })
    const parsed = parseIdentifier(identifier, toE164)
    if (!parsed.ok) return refused(parsed.refusal)
    const named = parsed.value
    if (!isProvedByPassword(named.type)) return refused('challenge_unsupported')
    const account = attemptKeyOf(realmXid, named)
    const attempt = knownDevices.counterOf(account, kept)
    const wait = await pace.waitBefore(attempt, caller)
    if (wait > 0) {
      // A lock is told as one even to whoever comes too fast.
      const until = await transact(caller, ({ attempts }) => attempts.lockOf(attempt, now()))
      return until ? refused(lockedUntil(until)) : refuse(rateLimited(wait))
    }

    // Within the turn, so that no more attempts are open at once than there are turns.
    const outcome = await takeHashingTurn(async (turn) => {
      const { taken, credential } = await transact(caller, async ({ attempts, identities }) => ({
        taken: await attempts.take(attempt, now()),
        credential: await identities.findCredential(realmXid, named),
      }))
      const typed = normalizePassword(password)
      const matches = await turn.verify(credential?.hash ?? null, typed)
      if (taken.isLocked) return refused(lockedUntil(taken.lockedUntil))
      const rehash = matches ? await currentHash(turn, credential, typed) : null
      const device = knownDevices.remember(account, kept)
      const evaluated = { realmXid, attempt, device, isLastAttempt: taken.isLast, named, credential, rehash }
      const settle = matches ? settleSuccess : settleFailure
      const settled = transact(caller, (unit) => settle(unit, evaluated, now()))
      if (matches) settled.catch(() => forget(transact, caller, attempt))
      return settled
    })
    if (outcome === 'overloaded') return refuse('overloaded')
    if (!outcome.ok) await pace.noteRefusal(attempt, caller)
    return outcome
  }
}

/**
 * A fault of ours is no wrong guess: a person who knows the password must not be locked out by trying again. Nobody
 * waits for it, because what failed just now may take its time to fail once more.
 */
function forget(transact: Transact<PersonUnit>, caller: Caller, attempt: AttemptKey): void {
  transact(caller, ({ attempts }) => attempts.clear(attempt)).catch(() => {})
}

async function settleFailure(
  { report }: PersonUnit,
  { named: { identifier }, credential, isLastAttempt }: Evaluated,
): Promise<Result<never, PasswordRefusal>> {
  const details = { identity_xid: credential?.identityXid ?? null }
  await report({ event: 'verify_failed', identifier, details })
  if (isLastAttempt) await report({ event: 'account_locked', identifier, details })
  return refuse('credentials_invalid')
}

async function settleSuccess(
  unit: PersonUnit,
  { realmXid, attempt, device, named, credential, rehash }: Evaluated,
  now: Instant,
): Promise<Result<VerifiedIdentity, PasswordRefusal>> {
  const { attempts, identities, record } = unit
  await attempts.clear(attempt)
  if (!credential) return refuse('credentials_invalid')
  if (credential.status === 'suspended') return refuseSuspended(unit, named, credential)
  const { identityXid, personXid, hash } = credential
  if (rehash && hash) await identities.replaceHash(identityXid, hash, rehash)
  const current = rehash ? await identities.findCredential(realmXid, named) : credential
  await identities.noteUse(identityXid, now)
  await record({
    action: 'identity.verified',
    target: { type: 'identity', xid: identityXid },
    agent: { type: 'person', xid: personXid },
    details: { method: 'password' },
  })
  return accept({
    personXid,
    identityXid,
    identityType: named.type,
    version: current?.version ?? credential.version,
    device,
  })
}

async function refuseSuspended(
  { report }: PersonUnit,
  { identifier }: ParsedIdentifier,
  { personXid }: Credential,
): Promise<Result<never, PasswordRefusal>> {
  await report({ event: 'suspended_login_attempt', identifier, details: { person_xid: personXid } })
  return refuse('person_suspended')
}

function rateLimited(seconds: number): PasswordRefusal {
  return { reason: 'rate_limited', details: { retry_after: seconds } }
}

function lockedUntil(end: Instant): PasswordRefusal {
  const details = { locked_until: new Date(end).toISOString() }
  return { reason: 'account_locked', details }
}

async function currentHash(
  turn: HashingTurn,
  credential: Credential | undefined,
  password: string,
): Promise<PasswordHash | null> {
  const isOutdated = credential?.hash && !turn.isCurrent(credential.hash)
  return isOutdated ? turn.hash(password) : null
}
