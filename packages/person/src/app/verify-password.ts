import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import { type ParsedIdentifier, type ToE164, parseIdentifier } from '../domain/identifier.ts'
import { isProvedByPassword } from '../domain/identity.ts'
import { normalizePassword } from '../domain/password-policy.ts'
import { type AttemptTaken, lockEnd } from '../domain/sign-in-attempts.ts'
import type {
  AttemptKey,
  AttemptKeyOf,
  Credential,
  CredentialVersion,
  HashingTurn,
  PasswordHash,
  PersonUnit,
  TakeHashingTurn,
} from './ports.ts'

export type PasswordAttempt = {
  readonly realmXid: Xid
  readonly identifier: string
  readonly password: string
}

export type VerifiedIdentity = {
  readonly personXid: Xid
  readonly identityXid: Xid
  readonly version: CredentialVersion
}

export type PasswordRefusal =
  | 'identifier_unrecognized'
  | 'challenge_unsupported'
  | 'credentials_invalid'
  | 'person_suspended'
  | 'overloaded'
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
  readonly toE164: ToE164
  readonly now: Clock
}

type Evaluated = {
  readonly realmXid: Xid
  readonly attempt: AttemptKey
  readonly named: ParsedIdentifier
  readonly credential: Credential | undefined
  /** The same password under the parameters of today, when the stored hash has older ones. */
  readonly rehash: PasswordHash | null
}

export function verifyPassword({
  transact,
  takeHashingTurn,
  attemptKeyOf,
  toE164,
  now,
}: Dependencies): VerifyPassword {
  return async ({ realmXid, identifier, password }, caller) => {
    const parsed = parseIdentifier(identifier, toE164)
    if (!parsed.ok) return parsed
    const named = parsed.value
    if (!isProvedByPassword(named.type)) return refuse('challenge_unsupported')
    const attempt = attemptKeyOf(realmXid, named)

    const outcome = await takeHashingTurn(async (turn) => {
      const { taken, credential } = await transact(caller, async ({ attempts, identities }) => ({
        taken: await attempts.take(attempt, now()),
        credential: await identities.findCredential(realmXid, named),
      }))
      const typed = normalizePassword(password)
      const matches = await turn.verify(credential?.hash ?? null, typed)
      if (taken.isLocked) return refuseLocked(taken)
      const rehash = await currentHash(turn, matches ? credential : undefined, typed)
      const evaluated = { realmXid, attempt, named, credential, rehash }
      return matches ? settleSuccess(evaluated, caller) : settleFailure(evaluated, caller)
    })
    return outcome === 'overloaded' ? refuse('overloaded') : outcome
  }

  function settleFailure(
    { attempt, named, credential }: Evaluated,
    caller: Caller,
  ): Promise<Result<never, PasswordRefusal>> {
    return transact(caller, async ({ attempts, report }) => {
      const { identifier } = named
      const details = { identity_xid: credential?.identityXid ?? null }
      await report({ event: 'verify_failed', identifier, details })
      if (await attempts.lockAtLimit(attempt, lockEnd(now()))) {
        await report({ event: 'account_locked', identifier, details })
      }
      return refuse('credentials_invalid')
    })
  }

  function settleSuccess(
    { realmXid, attempt, named, credential, rehash }: Evaluated,
    caller: Caller,
  ): Promise<Result<VerifiedIdentity, PasswordRefusal>> {
    return transact(caller, async ({ attempts, identities, record, report }) => {
      await attempts.clear(attempt)
      if (!credential) return refuse('credentials_invalid')
      const { identityXid, personXid, hash } = credential
      if (credential.status === 'suspended') {
        await report({
          event: 'suspended_login_attempt',
          identifier: named.identifier,
          details: { person_xid: personXid },
        })
        return refuse('person_suspended')
      }
      if (rehash && hash) await identities.replaceHash(identityXid, hash, rehash)
      const current = rehash ? await identities.findCredential(realmXid, named) : credential
      await identities.noteUse(identityXid, now())
      await record({
        action: 'identity.verified',
        target: { type: 'identity', xid: identityXid },
        agent: { type: 'person', xid: personXid },
        details: { method: 'password' },
      })
      return accept({ personXid, identityXid, version: current?.version ?? credential.version })
    })
  }
}

function refuseLocked(taken: AttemptTaken & { isLocked: true }): Result<never, PasswordRefusal> {
  const details = { locked_until: new Date(taken.lockedUntil).toISOString() }
  return refuse({ reason: 'account_locked', details })
}

async function currentHash(
  turn: HashingTurn,
  credential: Credential | undefined,
  password: string,
): Promise<PasswordHash | null> {
  const isOutdated = credential?.hash && !turn.isCurrent(credential.hash)
  return isOutdated ? turn.hash(password) : null
}
