import {
  type Caller,
  type Clock,
  type Instant,
  type NewXid,
  type Result,
  type Transact,
  type Xid,
  accept,
  refuse,
} from '@lgc/kernel'
import { type ParsedIdentifier, type ToE164, parseIdentifier } from '../domain/identifier.ts'
import type { Identity } from '../domain/identity.ts'
import {
  type CodeRefusal,
  type OneTimeCode,
  type Presented,
  attemptLimit,
  codeRefusal,
  phoneChangeText,
} from '../domain/one-time-code.ts'
import { newIdentity } from './new-identity.ts'
import type { AttemptKey, AttemptKeyOf, CodeMaker, CodeOwner, Correspondence, PersonUnit } from './ports.ts'

export type PhoneChange = {
  /** Who is signed in; the code of somebody else is as good as none. */
  readonly personXid: Xid
  readonly challengeXid: Xid
  /** The number that the code was asked for: the digits are worth nothing for another. */
  readonly identifier: string
  readonly code: string
  /** The secret of the browser that it comes from, if it comes from one. */
  readonly browser: string | null
  readonly correspondence: Correspondence
}

export type PhoneChangeRefusal =
  | CodeRefusal
  | 'identifier_unrecognized'
  | 'identifier_type_not_allowed'
  | 'identifier_taken'
  | 'person_suspended'
  | { readonly reason: 'account_locked'; readonly details: { readonly locked_until: string } }

/**
 * Names somebody by the phone number that a code was sent to, which counts as verified. A guess is counted before it
 * is looked at, at the code and at the number alike; whose the number is, is settled by the database's unique key.
 * The former number and the e-mail addresses are told.
 */
export type ChangePhone = (
  change: PhoneChange,
  caller: Caller,
) => Promise<Result<{ readonly identifier: string }, PhoneChangeRefusal>>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly codeMaker: CodeMaker
  readonly attemptKeyOf: AttemptKeyOf
  readonly toE164: ToE164
  readonly newXid: NewXid
  readonly now: Clock
}

export function changePhone(dependencies: Dependencies): ChangePhone {
  const { transact, toE164 } = dependencies
  return (change, caller) =>
    transact(caller, async (unit) => {
      const parsed = parseIdentifier(change.identifier, toE164)
      const proved = parsed.ok ? await prove(dependencies, unit, change, parsed.value) : parsed
      const outcome = proved.ok ? await settle(dependencies, unit, change, proved.value) : proved
      if (!outcome.ok) await report(unit, change, outcome.refusal)
      return outcome
    })
}

async function report({ report }: PersonUnit, { personXid }: PhoneChange, refusal: PhoneChangeRefusal) {
  const reason = typeof refusal === 'string' ? refusal : refusal.reason
  await report({ event: 'phone_change_refused', details: { reason, person_xid: personXid } })
}

type Proved = {
  readonly code: OneTimeCode
  /** As it was: the number that is changed, or any identity of somebody who has none. */
  readonly owner: CodeOwner
  readonly named: ParsedIdentifier
  readonly at: Instant
}

async function prove(
  { codeMaker, attemptKeyOf, now }: Dependencies,
  unit: PersonUnit,
  { personXid, challengeXid, code: digits, browser }: PhoneChange,
  named: ParsedIdentifier,
): Promise<Result<Proved, PhoneChangeRefusal>> {
  if (named.type !== 'sms') return refuse('identifier_type_not_allowed')
  const at = now()
  const digest = browser === null ? null : codeMaker.digestBrowser(browser)
  const presented = { method: 'phone_change', browser: digest, now: at } as const
  const found = await unit.codes.find(challengeXid)
  const owner = found?.owner
  const isTheirs = owner?.identity.personXid === personXid
  const why = codeRefusal(isTheirs ? found?.code : undefined, presented)
  if (!found || !owner || why) return refuse(why ?? 'credentials_invalid')
  if (owner.status === 'suspended') return refuse('person_suspended')
  const counter = attemptKeyOf(owner.realmXid, named)
  const counted = await countGuess(unit, { counter, challengeXid, presented })
  if (!counted.ok) return counted
  const text = phoneChangeText(digits, named.identifier, owner.identity.identifier)
  const isRight = codeMaker.isRight(found.code, text) && (await unit.codes.consume(challengeXid, at))
  if (!isRight) return refuse('credentials_invalid')
  await unit.attempts.clear(counter)
  return accept({ code: found.code, owner, named, at })
}

type Guess = { readonly counter: AttemptKey; readonly challengeXid: Xid; readonly presented: Presented }

async function countGuess(
  { codes, attempts }: PersonUnit,
  { counter, challengeXid, presented }: Guess,
): Promise<Result<null, PhoneChangeRefusal>> {
  const at = presented.now
  const until = await attempts.lockOf(counter, at)
  if (until) return refuse(lockedUntil(until))
  if (!(await codes.takeAttempt(challengeXid, attemptLimit, at))) {
    return refuse(codeRefusal((await codes.find(challengeXid))?.code, presented) ?? 'credentials_invalid')
  }
  const taken = await attempts.take(counter, at)
  return taken.isLocked ? refuse(lockedUntil(taken.lockedUntil)) : accept(null)
}

function lockedUntil(end: Instant): Extract<PhoneChangeRefusal, object> {
  return { reason: 'account_locked', details: { locked_until: new Date(end).toISOString() } }
}

async function settle(
  dependencies: Dependencies,
  unit: PersonUnit,
  { personXid, correspondence }: PhoneChange,
  { code, owner: { identity, realmXid }, named, at }: Proved,
): Promise<Result<{ readonly identifier: string }, PhoneChangeRefusal>> {
  const isAnother = identity.type === 'sms'
  const kept = { ...identity, identifier: named.identifier, verifiedAt: at }
  const added = addedTo(personXid, named, { xid: dependencies.newXid(), at })
  const { identities, attempts } = unit
  const isFree = isAnother
    ? await identities.saveIdentifier(kept, at)
    : await identities.add(added, realmXid, null)
  if (!isFree) return refuse('identifier_taken')
  if (isAnother) await attempts.forget(dependencies.attemptKeyOf(realmXid, identity))
  await unit.record({
    action: isAnother ? 'identity.identifier_changed' : 'identity.created',
    target: { type: 'identity', xid: isAnother ? identity.xid : added.xid },
    agent: { type: 'person', xid: personXid },
    details: { person_xid: personXid, type: 'sms', by: 'code' },
  })
  await announce(unit, { code, correspondence, former: isAnother ? identity : null, personXid })
  return accept({ identifier: named.identifier })
}

function addedTo(
  personXid: Xid,
  named: ParsedIdentifier,
  { xid, at }: { readonly xid: Xid; readonly at: Instant },
): Identity {
  const person = { xid: personXid, createdAt: at }
  return newIdentity({ xid, person, named, hash: null, isPrimary: false, verifiedAt: at })
}

type Announcement = {
  readonly code: OneTimeCode
  readonly correspondence: Correspondence
  readonly former: Identity | null
  readonly personXid: Xid
}

/** Every address is told that somebody proved: whoever stole one way in is not told alone. */
async function announce(
  { identities, messages }: PersonUnit,
  { code, correspondence, former, personXid }: Announcement,
): Promise<void> {
  const all = await identities.listOf(personXid)
  const mailed = all.filter(({ type, verifiedAt }) => type === 'email' && verifiedAt !== null)
  for (const { xid, type, identifier } of former ? [former, ...mailed] : mailed) {
    await messages.queue({
      ...correspondence,
      kind: 'phone_changed',
      channel: type === 'sms' ? 'sms' : 'email',
      recipient: identifier,
      data: {},
      dedupeId: `phone_changed.${code.xid}.${xid}`,
      expiresAt: null,
    })
  }
}
