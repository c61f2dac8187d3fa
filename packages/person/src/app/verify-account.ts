import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import { googleIdentifier } from '../domain/identifier.ts'
import type { AttemptKeyOf, CredentialVersion, PaceAttempts, PersonUnit } from './ports.ts'

export type AccountProof = { readonly realmXid: Xid; readonly subject: string }

export type VerifiedAccount = {
  readonly personXid: Xid
  readonly identityXid: Xid
  readonly identityType: 'google'
  readonly version: CredentialVersion
}

export type AccountRefusal =
  | 'credentials_invalid'
  | 'person_suspended'
  | { readonly reason: 'rate_limited'; readonly details: { readonly retry_after: number } }

/**
 * Finds whose Google account it is that Google vouched for: by its subject and by nothing else. An e-mail address says
 * who may be written to, not who somebody is; it never leads to a person who did not bring the account themselves.
 */
export type VerifyAccount = (
  proof: AccountProof,
  caller: Caller,
) => Promise<Result<VerifiedAccount, AccountRefusal>>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly attemptKeyOf: AttemptKeyOf
  readonly pace: PaceAttempts
  readonly now: Clock
}

export function verifyAccount({ transact, attemptKeyOf, pace, now }: Dependencies): VerifyAccount {
  return async ({ realmXid, subject }, caller) => {
    const named = googleIdentifier(subject)
    if (!named.ok) return refuse('credentials_invalid')
    const key = attemptKeyOf(realmXid, named.value)
    const wait = await pace.waitBefore(key, caller)
    if (wait > 0) return refuse({ reason: 'rate_limited', details: { retry_after: wait } })
    const outcome = await transact(caller, (unit) => settle(unit, realmXid, named.value, now))
    if (!outcome.ok) await pace.noteRefusal(key, caller)
    return outcome
  }
}

async function settle(
  { identities, report, record }: PersonUnit,
  realmXid: Xid,
  named: Parameters<PersonUnit['identities']['findCredential']>[1],
  now: Clock,
): Promise<Result<VerifiedAccount, AccountRefusal>> {
  const { identifier } = named
  const credential = await identities.findCredential(realmXid, named)
  if (!credential) {
    await report({ event: 'verify_failed', identifier, details: { identity_xid: null } })
    return refuse('credentials_invalid')
  }
  const { identityXid, personXid, status, version } = credential
  if (status === 'suspended') {
    await report({ event: 'suspended_login_attempt', identifier, details: { person_xid: personXid } })
    return refuse('person_suspended')
  }
  await identities.noteUse(identityXid, now())
  await record({
    action: 'identity.verified',
    target: { type: 'identity', xid: identityXid },
    agent: { type: 'person', xid: personXid },
    details: { method: 'google' },
  })
  return accept({ personXid, identityXid, identityType: 'google', version })
}
