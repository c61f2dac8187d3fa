import {
  type Caller,
  type Clock,
  type Details,
  type Instant,
  type Result,
  type Transact,
  type Xid,
  accept,
  refuse,
} from '@lgc/kernel'
import {
  type CodeMethod,
  type CodeRefusal,
  type OneTimeCode,
  attemptLimit,
  codeRefusal,
} from '../domain/one-time-code.ts'
import { dropUnprovedPassword } from './drop-unproved-password.ts'
import type { AttemptKey, AttemptKeyOf, CodeMaker, CodeOwner, KnownDevices, PersonUnit } from './ports.ts'
import type { VerifiedIdentity } from './verify-password.ts'

export type CodeAttempt = {
  readonly method: CodeMethod
  readonly challengeXid: Xid
  readonly code: string
  /** The secret of the browser that it comes from, if it comes from one. */
  readonly browser: string | null
  /** What the browser keeps of earlier proofs, if it came along. */
  readonly device: string | null
}

export type CodeAttemptRefusal =
  | CodeRefusal
  | 'person_suspended'
  | { readonly reason: 'account_locked'; readonly details: { readonly locked_until: string } }

/**
 * Checks a one-time code. A guess is counted before it is looked at, at the code and at the account alike, so
 * that neither codes nor passwords are a way around the lock of the other; a code of nobody is as wrong as a
 * wrong one. The first who is right uses it up. It proves that the identity is theirs, too.
 */
export type VerifyOneTimeCode = (
  attempt: CodeAttempt,
  caller: Caller,
) => Promise<Result<VerifiedIdentity, CodeAttemptRefusal>>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly codeMaker: CodeMaker
  readonly attemptKeyOf: AttemptKeyOf
  readonly knownDevices: KnownDevices
  readonly now: Clock
}

type Found = { readonly code: OneTimeCode; readonly owner: CodeOwner | null }
type Outcome = Result<VerifiedIdentity, CodeAttemptRefusal>

export function verifyOneTimeCode(dependencies: Dependencies): VerifyOneTimeCode {
  const { transact, codeMaker, knownDevices, now } = dependencies
  return ({ method, challengeXid, code: typed, browser, device }, caller) =>
    transact(caller, async (unit): Promise<Outcome> => {
      const at = now()
      const digest = browser === null ? null : codeMaker.digestBrowser(browser)
      const presented = { method, browser: digest, now: at }
      const found = await unit.codes.find(challengeXid)
      const why = codeRefusal(found?.code, presented)
      if (!found || why) return failed(unit, found, why ?? 'credentials_invalid')
      const counter = knownDevices.counterOf(found.code.account, device)
      const until = await unit.attempts.lockOf(counter, at)
      if (until) return failed(unit, found, lockedUntil(until))
      if (!(await unit.codes.takeAttempt(challengeXid, attemptLimit, at))) {
        const now = await unit.codes.find(challengeXid)
        return failed(unit, found, codeRefusal(now?.code, presented) ?? 'credentials_invalid')
      }
      const taken = await unit.attempts.take(counter, at)
      if (taken.isLocked) return failed(unit, found, lockedUntil(taken.lockedUntil))
      const owner = ownerIfRight(dependencies, found, typed)
      if (!owner || !(await unit.codes.consume(challengeXid, at))) {
        if (taken.isLast) await reportLock(unit, found)
        return failed(unit, found, 'credentials_invalid')
      }
      return settle(dependencies, unit, { code: found.code, owner, counter, device, at })
    })
}

/** Nobody's when the digits are wrong, or the identity is called otherwise since. */
function ownerIfRight(
  { codeMaker, attemptKeyOf }: Dependencies,
  { code, owner }: Found,
  typed: string,
): CodeOwner | null {
  const isRight = codeMaker.isRight(code, typed)
  return isRight && owner && attemptKeyOf(owner.realmXid, owner.identity) === code.account ? owner : null
}

async function failed<const R extends CodeAttemptRefusal>(
  { report }: PersonUnit,
  found: Found | undefined,
  refusal: R,
): Promise<Result<never, R>> {
  const reason = typeof refusal === 'string' ? refusal : refusal.reason
  await report({ event: 'otp_failed', ...about(found, { reason }) })
  return refuse(refusal)
}

async function reportLock({ report }: PersonUnit, found: Found): Promise<void> {
  await report({ event: 'account_locked', ...about(found) })
}

function about(found: Found | undefined, more: Details = {}): { identifier?: string; details: Details } {
  const details = { ...more, identity_xid: found?.code.identityXid ?? null }
  return found?.owner ? { identifier: found.owner.identity.identifier, details } : { details }
}

function lockedUntil(end: Instant): CodeAttemptRefusal {
  return { reason: 'account_locked', details: { locked_until: new Date(end).toISOString() } }
}

type Right = {
  readonly code: OneTimeCode
  readonly owner: CodeOwner
  readonly counter: AttemptKey
  readonly device: string | null
  readonly at: Instant
}

async function settle(
  { knownDevices }: Dependencies,
  unit: PersonUnit,
  { code, owner: { identity, realmXid, status }, counter, device, at }: Right,
): Promise<Outcome> {
  const { xid: identityXid, personXid, identifier, type: identityType } = identity
  await unit.attempts.clear(counter)
  if (status === 'suspended') {
    const details = { person_xid: personXid }
    await unit.report({ event: 'suspended_login_attempt', identifier, details })
    return refuse('person_suspended')
  }
  const target = { type: 'identity', xid: identityXid }
  const agent = { type: 'person', xid: personXid } as const
  if (identity.verifiedAt === null) {
    await dropUnprovedPassword(unit, identity, at)
    await unit.identities.noteVerification(identityXid, at)
    const details = { person_xid: personXid, by: 'code' }
    await unit.record({ action: 'identity.address_verified', target, agent, details })
  }
  await unit.identities.noteUse(identityXid, at)
  await unit.record({ action: 'identity.verified', target, agent, details: { method: code.method } })
  const credential = await unit.identities.findCredential(realmXid, identity)
  if (!credential) throw new Error('An identity that was proved is gone')
  const { version } = credential
  return accept({
    personXid,
    identityXid,
    identityType,
    version,
    device: knownDevices.remember(code.account, device),
  })
}
