import {
  type Caller,
  type Clock,
  type NewXid,
  type Result,
  type Transact,
  type Xid,
  accept,
  refuse,
} from '@lgc/kernel'
import { type CanonicalIdentifier, type ToE164, parseIdentifier } from '../domain/identifier.ts'
import { type Identity, isPasswordUnproved } from '../domain/identity.ts'
import {
  codeLifetimeInSeconds,
  phoneChangeText,
  phoneChangesOf,
  resendAfterSeconds,
} from '../domain/one-time-code.ts'
import { type WantedCode, issueCode } from './issue-code.ts'
import type { CodeMaker, Correspondence, PersonUnit, Persons } from './ports.ts'
import { type Freshness, proveFreshness } from './prove-freshness.ts'
import { reportRefusal } from './report-refusal.ts'
import type { CodeRules, SentCode } from './send-one-time-code.ts'
import type { PasswordRefusal, VerifyPassword } from './verify-password.ts'

export type PhoneChangeRequest = Freshness & {
  /** Which phone number of theirs; null when they have one or none. */
  readonly identityXid: Xid | null
  readonly newIdentifier: string
  /** The secret of the browser that asks, if one does: the code is good in it alone. */
  readonly browser: string | null
  readonly correspondence: Correspondence
}

type Unsuitable =
  | 'identifier_unrecognized'
  | 'identifier_type_not_allowed'
  | 'identifier_unchanged'
  | 'challenge_unsupported'
  | 'sms_country_not_allowed'
  | 'identity_not_found'
  | 'identity_ambiguous'
  | 'email_unproved'

type TooEarly = { readonly reason: 'rate_limited'; readonly details: { readonly retry_after: number } }

export type PhoneChangeRequestRefusal = PasswordRefusal | Unsuitable | TooEarly | 'reauthentication_required'

/**
 * Sends a code to the phone number that somebody wants to be known by, instead of their present one or in addition
 * to what they have. Nothing else changes. Whether the number is somebody's already, or was sent too much, is not
 * told: the answer is the same.
 */
export type RequestPhoneChange = (
  request: PhoneChangeRequest,
  caller: Caller,
) => Promise<Result<Omit<SentCode, 'method' | 'isNew'>, PhoneChangeRequestRefusal>>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly persons: Pick<Persons, 'find'>
  readonly listIdentities: (personXid: Xid) => Promise<readonly Identity[]>
  readonly verifyPassword: VerifyPassword
  readonly codeMaker: CodeMaker
  readonly codeRules: CodeRules
  readonly toE164: ToE164
  readonly newXid: NewXid
  readonly now: Clock
}

export function requestPhoneChange(dependencies: Dependencies): RequestPhoneChange {
  const { transact, listIdentities, codeMaker } = dependencies
  return async (request, caller) => {
    const { personXid } = request
    const details = { person_xid: personXid }
    const refused = <const R extends PhoneChangeRequestRefusal>(refusal: R): Promise<Result<never, R>> =>
      reportRefusal(transact, caller, { event: 'phone_change_refused', refusal, details })
    const number = suitable(request.newIdentifier, dependencies)
    if (!number.ok) return refused(number.refusal)
    const identities = await listIdentities(personXid)
    const about = aboutWhich(identities, request.identityXid, number.value)
    if (!about.ok) return refused(about.refusal)
    const fresh = await proveFreshness(dependencies, request, identities, caller)
    if (!fresh.ok) return fresh.refusal === 'reauthentication_required' ? refused(fresh.refusal) : fresh
    const wanted: WantedCode = {
      account: phoneChangesOf(personXid),
      identityXid: about.value.xid,
      method: 'phone_change',
      browser: request.browser === null ? null : codeMaker.digestBrowser(request.browser),
      bind: (digits) => phoneChangeText(digits, number.value, about.value.identifier),
    }
    return transact(caller, (unit) => send(dependencies, unit, { request, wanted, number: number.value }))
  }
}

function suitable(
  typed: string,
  { codeRules, toE164 }: Dependencies,
): Result<CanonicalIdentifier, Unsuitable> {
  const parsed = parseIdentifier(typed, toE164)
  if (!parsed.ok) return parsed
  const { type, identifier } = parsed.value
  if (type !== 'sms') return refuse('identifier_type_not_allowed')
  if (!codeRules.methods.has('otp_sms')) return refuse('challenge_unsupported')
  return codeRules.mayBeTexted(identifier) ? accept(identifier) : refuse('sms_country_not_allowed')
}

/**
 * The number that is to be changed, or any identity of somebody who has none. While the password of an e-mail
 * address is unproved there is no number for it: that would let whoever registered a stranger's address come back
 * by phone after its owner has taken the account over.
 */
function aboutWhich(
  identities: readonly Identity[],
  identityXid: Xid | null,
  wanted: CanonicalIdentifier,
): Result<Identity, Unsuitable> {
  const phones = identities.filter(({ type }) => type === 'sms')
  if (identities.some(isPasswordUnproved)) return refuse('email_unproved')
  if (phones.some(({ identifier }) => identifier === wanted)) return refuse('identifier_unchanged')
  if (identityXid !== null) {
    const named = phones.find(({ xid }) => xid === identityXid)
    return named ? accept(named) : refuse('identity_not_found')
  }
  const [only = identities[0], another] = phones
  if (another) return refuse('identity_ambiguous')
  return only ? accept(only) : refuse('identity_not_found')
}

type Sending = {
  readonly request: PhoneChangeRequest
  readonly wanted: WantedCode
  readonly number: CanonicalIdentifier
}

async function send(
  dependencies: Dependencies,
  unit: PersonUnit,
  { request: { personXid, correspondence }, wanted, number }: Sending,
): ReturnType<RequestPhoneChange> {
  const issued = await issueCode(dependencies, unit.codes, wanted)
  const about = { person_xid: personXid }
  if (issued.kind === 'early') {
    await unit.report({ event: 'phone_change_refused', details: { reason: 'rate_limited', ...about } })
    return refuse({ reason: 'rate_limited', details: { retry_after: issued.wait } })
  }
  const { code, digits } = issued
  if (await unit.messages.mayBeSentTo(number)) {
    await unit.messages.queue({
      ...correspondence,
      kind: 'phone_change',
      channel: 'sms',
      recipient: number,
      data: { code: digits },
      dedupeId: `phone_change.${code.xid}`,
      expiresAt: code.expiresAt,
    })
  } else {
    await unit.report({ event: 'phone_change_refused', details: { reason: 'send_limit_reached', ...about } })
  }
  await unit.record({
    action: 'identity.phone_change_requested',
    target: { type: 'one_time_code', xid: code.xid },
    agent: { type: 'person', xid: personXid },
    details: about,
  })
  const echo = dependencies.codeRules.isEchoed ? digits : null
  return accept({ challengeXid: code.xid, expiresInSeconds: codeLifetimeInSeconds, resendAfterSeconds, echo })
}
